using System.Text.Json;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Homes;

/// <summary>
/// A person's word that a tenant stands still, in a file of its own beside the tenant's database: a running service sees it without a
/// restart, and it can be given even when the database cannot be opened.
/// </summary>
internal static class PauseFile
{
    public static string PathOf(BridgeHome home, string slug) => Path.Combine(home.Data, slug + ".paused");

    /// <summary>The pause, or null. A file that is there but cannot be read pauses too: whoever made it wanted the tenant to stand still.</summary>
    public static TenantPause? Find(BridgeHome home, string slug)
    {
        var path = PathOf(home, slug);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<TenantPause>(File.ReadAllText(path)) ?? Unreadable(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return Unreadable(path);
        }
    }

    /// <summary>Pauses the tenant; one that is paused already keeps its first pause. Answers with the pause in force.</summary>
    public static TenantPause Pause(BridgeHome home, string slug, TenantPause pause)
    {
        if (Find(home, slug) is { } already)
            return already;
        // Written aside and moved: nobody ever reads half of it.
        var path = PathOf(home, slug);
        PrivateFile.Write(path + ".new", JsonSerializer.Serialize(pause));
        File.Move(path + ".new", path, overwrite: true);
        return pause;
    }

    /// <summary>Ends the pause; false when there was none.</summary>
    public static bool Resume(BridgeHome home, string slug)
    {
        var path = PathOf(home, slug);
        var was = File.Exists(path);
        File.Delete(path);
        return was;
    }

    /// <summary>Throws when the tenant is paused.</summary>
    public static void Refuse(BridgeHome home, string slug)
    {
        if (Find(home, slug) is { } pause)
        {
            throw new TenantPausedException(
                pause, $"tenant '{slug}' is paused since {pause.Since:u} by {pause.By}{(pause.Reason is null ? "" : $" ({pause.Reason})")}: nothing is read or sent for it. First: ccm-bridge tenant resume {slug}");
        }
    }

    private static TenantPause Unreadable(string path) =>
        new(new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero), "unknown", "the pause file cannot be read");
}
