using CcmFhirBridge.Ehr.Reading.Files;

namespace CcmFhirBridge.Ehr.Tests.Reading.Files;

public sealed class InputFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-inputs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_without_resources_says_so()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "notes.md"), "nothing");

        Should.Throw<InputException>(() => InputFiles.Find([_folder.FullName])).Message.ShouldContain(_folder.FullName);
    }

    [Fact]
    public void A_path_that_is_not_there_says_which() =>
        Should.Throw<InputException>(() => InputFiles.Find([Path.Combine(_folder.FullName, "nowhere")])).Message.ShouldContain("nowhere: no such file or folder");

    [Fact]
    public void A_folder_gives_its_resource_files_in_order()
    {
        foreach (var name in (string[])["b.ndjson", "a.json", "c.ndjson.gz", "read.me"])
            File.WriteAllText(Path.Combine(_folder.FullName, name), "{}");

        InputFiles.Find([_folder.FullName]).Select(Path.GetFileName).ShouldBe(["a.json", "b.ndjson", "c.ndjson.gz"]);
    }
}
