#:property PublishAot=false
// Reads blazor.web.js out of Microsoft.AspNetCore.Components.Endpoints.dll, where it is a manifest resource.
// Arguments: the assembly, the file to write.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

using var stream = File.OpenRead(args[0]);
using var image = new PEReader(stream);
var metadata = image.GetMetadataReader();
var resources = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);

foreach (var handle in metadata.ManifestResources)
{
    var resource = metadata.GetManifestResource(handle);
    if (!resource.Implementation.IsNil || !metadata.GetString(resource.Name).EndsWith("blazor.web.js", StringComparison.Ordinal))
        continue;
    // A resource is an int32 length and then its bytes (ECMA-335 II.22.24).
    var reader = resources.GetReader((int)resource.Offset, sizeof(int));
    var content = resources.GetContent((int)resource.Offset + sizeof(int), reader.ReadInt32());
    Directory.CreateDirectory(Path.GetDirectoryName(args[1])!);
    await File.WriteAllBytesAsync(args[1], [.. content]);
    return 0;
}

await Console.Error.WriteLineAsync($"{args[0]} holds no blazor.web.js: was the pinned version changed?");
return 1;
