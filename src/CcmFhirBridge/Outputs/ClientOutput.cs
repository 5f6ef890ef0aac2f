using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Door;

namespace CcmFhirBridge.Outputs;

/// <summary>Clients for people and for machines. Of their keys the ids alone are shown.</summary>
internal static class ClientOutput
{
    public static void Write(ReportConsole console, Tenant tenant, IReadOnlyList<AccessClient> clients)
    {
        if (clients.Count == 0)
        {
            console.Line($"{tenant.Slug} has no clients: nobody can read from this bridge. 'ccm-bridge client add NAME --tenant {tenant.Slug}' registers one.");
            return;
        }

        console.Table(
            [new("Id"), new("Name", NoWrap: false), new("May be granted", NoWrap: false), new("Keys", NoWrap: false), new("State")],
            clients.Select(client => (IReadOnlyList<string>)[client.Id, client.Name, client.Scopes, KeysOf(client), StateOf(tenant, client)]));
    }

    public static void WriteJson(TextWriter output, string tenant, IReadOnlyList<AccessClient> clients)
    {
        foreach (var client in clients)
            JsonLine.Write(output, writer => Members(writer, tenant, client));
    }

    private static void Members(Utf8JsonWriter writer, string tenant, AccessClient client)
    {
        writer.WriteString("tenant", tenant);
        writer.WriteString("id", client.Id);
        writer.WriteString("name", client.Name);
        writer.WriteString("scope", client.Scopes);
        writer.WriteString("jwksUrl", client.Keys.Address?.OriginalString);
        writer.WriteStartArray("kids");
        foreach (var kid in KeyIds(client))
            writer.WriteStringValue(kid);
        writer.WriteEndArray();
        Change(writer, "created", client.Created);
        Change(writer, "rotated", client.Rotated);
        Change(writer, "revoked", client.Revoked);
    }

    private static void Change(Utf8JsonWriter writer, string name, AccessChange? change)
    {
        if (change is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("at", change.At);
        writer.WriteString("by", change.By);
        writer.WriteEndObject();
    }

    private static string KeysOf(AccessClient client) => client.Keys.Address?.OriginalString ?? string.Join(", ", KeyIds(client));

    private static IEnumerable<string> KeyIds(AccessClient client) =>
        client.Keys.Jwks is { } jwks ? ClientKeySet.Read(Encoding.UTF8.GetBytes(jwks)).Keys.Select(key => key.Id) : [];

    private static string StateOf(Tenant tenant, AccessClient client) => client switch
    {
        { Revoked: { } revoked } => $"revoked {Said(tenant, revoked)}",
        { Rotated: { } rotated } => $"keys replaced {Said(tenant, rotated)}",
        _ => $"since {Said(tenant, client.Created)}",
    };

    private static string Said(Tenant tenant, AccessChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{tenant.TimeZone.ToLocal(change.At):yyyy-MM-dd HH:mm} by {change.By}");
}
