using System.Formats.Tar;
using System.IO.Compression;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>The files of a package as bytes. An archive is read as a stream and never unpacked to disk.</summary>
internal static class PackageArchive
{
    /// <summary>Where all files of an archive lie.</summary>
    public const string Folder = "package/";

    public const string Manifest = Folder + "package.json";

    public static Dictionary<string, byte[]> ReadTgz(Stream tgz, PackageLayout layout)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var budget = new Budget(layout);
        try
        {
            var zipped = new CountedStream(tgz);
            using var zip = new GZipStream(zipped, CompressionMode.Decompress, leaveOpen: true);
            var unzipped = new CountedStream(zip);
            using var tar = new TarReader(unzipped);
            while (tar.GetNextEntry() is { } entry)
            {
                budget.CountEntry(entry.Length);
                RefuseHostile(entry);
                if (entry.DataStream is { } data && IsWanted(entry.Name, layout)
                    && !files.TryAdd(entry.Name, budget.Read(data, entry.Name)))
                    throw new FhirPackageException($"'{entry.Name}' is in the package twice.");
            }

            // A gzip stream ends with the length of what it holds; the reader alone takes one that was cut short near its end.
            budget.ReadToEnd(unzipped);
            budget.ReadToEnd(zipped);
            if (zipped.LastFour != unchecked((uint)unzipped.Count))
                throw new FhirPackageException("The package is not a readable .tgz in npm form: it is not whole.");
        }
        // The tar reader lets through what its numbers and dates run into.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException)
        {
            throw new FhirPackageException("The package is not a readable .tgz in npm form.", e);
        }

        return files;
    }

    public static Dictionary<string, byte[]> ReadFolder(string folder, PackageLayout layout)
    {
        if (!Directory.Exists(folder))
            throw new FhirPackageException($"There is no package folder '{folder}'.");
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var budget = new Budget(layout);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            var name = "package/" + file.Name;
            budget.CountEntry(file.Length);
            if (!IsWanted(name, layout))
                continue;
            if (file.LinkTarget is not null)
                throw new FhirPackageException($"'{name}' is a link; a package holds files only.");
            using var stream = file.OpenRead();
            files.Add(name, budget.Read(stream, name));
        }

        return files;
    }

    private static bool IsWanted(string name, PackageLayout layout) => name == Manifest || layout.Reads(name);

    private static void RefuseHostile(TarEntry entry)
    {
        var name = entry.Name.Replace('\\', '/');
        if (name.StartsWith('/') || name.Contains(':') || name.Split('/').Contains(".."))
            throw new FhirPackageException($"Entry '{entry.Name}' points outside the package.");
        // A folder beside it whose name begins alike is not the package either.
        if (entry.DataStream is not null && !name.StartsWith(Folder, StringComparison.Ordinal))
            throw new FhirPackageException($"Entry '{entry.Name}' points outside the package: all files lie in {Folder}.");
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory
            or TarEntryType.ExtendedAttributes or TarEntryType.GlobalExtendedAttributes or TarEntryType.ContiguousFile))
            throw new FhirPackageException($"Entry '{entry.Name}' is a {entry.EntryType}; a package holds files and folders only.");
    }

    /// <summary>A small archive may unpack to anything: every byte read is counted.</summary>
    private sealed class Budget(PackageLayout layout)
    {
        // Archives are filled up with zeros to whole blocks of ten kibibytes or so.
        private const long MostBytesAfter = 1 << 20;

        private int _entries;
        private long _bytes;
        private long _said;

        // What is not read has to be passed over, and that takes its time as well.
        public void CountEntry(long length)
        {
            if (++_entries > layout.MostEntries)
                throw new FhirPackageException($"The package has more than {layout.MostEntries} entries.");
            if (length > layout.MostBytes - _said)
                throw new FhirPackageException($"The package says that it is larger than is believed of one ({layout.MostBytes} bytes in all).");
            _said += length;
        }

        public void ReadToEnd(Stream data)
        {
            var buffer = new byte[81920];
            var after = 0L;
            for (var read = data.Read(buffer); read > 0; read = data.Read(buffer))
            {
                after += read;
                if (after > MostBytesAfter)
                    throw new FhirPackageException($"More than {MostBytesAfter} bytes follow the last entry of the package.");
            }
        }

        public byte[] Read(Stream data, string name)
        {
            using var content = new MemoryStream();
            var buffer = new byte[81920];
            for (var read = data.Read(buffer); read > 0; read = data.Read(buffer))
            {
                _bytes += read;
                if (content.Length + read > layout.MostFileBytes || _bytes > layout.MostBytes)
                    throw new FhirPackageException($"'{name}' is larger than is believed of a package ({layout.MostFileBytes} bytes a file, {layout.MostBytes} in all).");
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
    }
}
