using AuroraConsole.Shared;

namespace AuroraConsole.Tests.Files;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Directory.CreateTempSubdirectory("private-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_closed_to_others_even_when_it_was_open_before()
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder, "open")).FullName;
        File.SetUnixFileMode(path, Owner | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(PrivateFiles.Folder(_folder, "open")));
    }

    [Fact]
    public void A_replaced_file_holds_the_new_text_whole_and_is_the_owners_alone()
    {
        var path = Path.Combine(_folder, "state.json");
        PrivateFiles.Replace(path, "old and long"u8);
        PrivateFiles.Replace(path, "new"u8);

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(Owner, File.GetUnixFileMode(path));
        Assert.Single(Directory.GetFiles(_folder));
    }
}
