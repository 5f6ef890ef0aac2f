#:project ../src/CcmFhirBridge.Claims/CcmFhirBridge.Claims.csproj
#:property PublishAot=false

// Makes snapshots/ from definitions/ and the R4 base definitions in an npm package: dotnet run regenerate.cs -- PACKAGE.tgz FOLDER
using CcmFhirBridge.Claims.Profiles;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run regenerate.cs -- PACKAGE.tgz FOLDER");
    return 2;
}

using var tgz = File.OpenRead(args[0]);
var r4 = FhirPackageSource.FromTgz(tgz, new PackageLayout
{
    Folder = "package/dist/fhir/r4",
    Files = ["profiles-resources.json", "profiles-types.json"],
});
Console.WriteLine($"{r4.Name} {r4.Version}: {r4.Canonicals.Count} base definitions");
var definitions = Directory.EnumerateFiles(Path.Combine(args[1], "definitions"), "*.json").Order(StringComparer.Ordinal).ToList();
foreach (var definition in definitions)
{
    // Anew for each one: what a snapshot was made of carries that snapshot from then on.
    var source = new DefinitionSource(definitions.Select(File.ReadAllText), r4);
    var snapshot = Path.Combine(args[1], "snapshots", Path.GetFileName(definition));
    await File.WriteAllTextAsync(snapshot, await SnapshotWriter.WriteAsync(await File.ReadAllTextAsync(definition), source));
    Console.WriteLine(snapshot);
}

return 0;
