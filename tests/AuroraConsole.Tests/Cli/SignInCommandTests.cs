using System.Text.Json;

namespace AuroraConsole.Tests.Cli;

[Collection(RunningConsolesCollection.Name)]
public sealed class SignInCommandTests : IDisposable
{
    private readonly RunningConsoles _consoles;
    private readonly Command _command;

    public SignInCommandTests(RunningConsoles consoles)
    {
        _consoles = consoles;
        _command = new Command(consoles);
        _command.Environment["AURORA_CONSOLE_URL"] = consoles.Account;
    }

    private string SignIns => Path.Combine(_command.Configuration, "aurora-console");

    public void Dispose() => Directory.Delete(_command.Configuration, recursive: true);

    [Fact]
    public async Task On_an_account_one_signs_in_once_by_the_link_and_out_again()
    {
        Assert.Equal(3, (await TokenAsync()).Code);

        var link = await _consoles.LinkAsync();
        var signedIn = await _command.RunAsync("sign-in", link);
        Assert.Equal((0, ""), (signedIn.Code, signedIn.Output));
        Assert.Equal($"Signed in to {_consoles.Account}/.\n", signedIn.Error);
        var file = Assert.Single(Directory.GetFiles(SignIns));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(SignIns));
        }

        var token = await TokenAsync();
        Assert.Equal((0, ""), (token.Code, token.Error));
        Assert.Contains("X-Amz-Signature=", token.Output);
        var psql = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_user", "--", "-XAtc", "select current_user");
        Assert.Equal((0, "app_user\n", ""), (psql.Code, psql.Output, psql.Error));

        var again = await _command.RunAsync("sign-in", link);
        Assert.Equal(3, again.Code);
        Assert.EndsWith("(InvalidSignInCode)\n", again.Error);

        // The second time from standard input, where no list of processes shows it.
        Assert.Equal(0, (await _command.ReadingAsync(await _consoles.LinkAsync(last: link) + "\n", "sign-in")).Code);
        var cookie = await File.ReadAllTextAsync(file);
        Assert.Equal($"Signed out at {_consoles.Account}/.\n", (await _command.RunAsync("sign-out")).Error);
        Assert.Empty(Directory.GetFiles(SignIns));
        Assert.Equal(3, (await TokenAsync()).Code);
        // Ended at the console too, not only forgotten here.
        await File.WriteAllTextAsync(file, cookie);
        var stale = await TokenAsync();
        Assert.Equal(3, stale.Code);
        Assert.DoesNotContain(cookie, stale.Error);
        Assert.StartsWith("There was no sign-in", (await new Command(_consoles).RunAsync("sign-out")).Error);
    }

    [Fact]
    public async Task A_wrong_link_signs_nobody_in_and_is_not_repeated()
    {
        var ended = await _command.RunAsync("sign-in", $"{_consoles.Account}/sign-in#{new string('0', 64)}");
        Assert.Equal((3, ""), (ended.Code, ended.Output));
        Assert.EndsWith("(InvalidSignInCode)\n", ended.Error);
        Assert.DoesNotContain("0000", ended.Error);
        Assert.Empty(Directory.GetFiles(SignIns));
    }

    [Fact]
    public async Task The_bearer_of_its_file_serves_without_a_sign_in()
    {
        var asOption = await _command.RunAsync("token", RunningConsoles.Demo, "--role", "app_user", "--bearer-file", _consoles.BearerFile);
        Assert.Equal((0, ""), (asOption.Code, asOption.Error));
        _command.Environment["AURORA_CONSOLE_BEARER_FILE"] = _consoles.BearerFile;
        Assert.Equal(0, (await TokenAsync()).Code);
        var wrong = Path.Combine(_command.Configuration, "wrong");
        await File.WriteAllTextAsync(wrong, new string('a', 64));
        var refused = await _command.RunAsync("token", RunningConsoles.Demo, "--role", "app_user", "--bearer-file", wrong);
        Assert.Equal(3, refused.Code);
        Assert.DoesNotContain("aaaa", refused.Error);
    }

    [Fact]
    public async Task A_token_signed_as_a_role_logs_in_as_that_role_may()
    {
        _command.Environment["AURORA_CONSOLE_BEARER_FILE"] = _consoles.BearerFile;
        var json = JsonDocument.Parse((await _command.RunAsync("token", RunningConsoles.Demo, "--role", "app_user", "--signer", "sandbox-app", "--format", "json")).Output).RootElement;
        Assert.Equal(RunningConsoles.SigningRole, json.GetProperty("signer").GetString());
        var allowed = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_user", "--signer", RunningConsoles.SigningRole, "--", "-XAtc", "select current_user");
        Assert.Equal((0, "app_user\n"), (allowed.Code, allowed.Output));
        var denied = await _command.RunAsync("psql", RunningConsoles.Demo, "--role", "app_readonly", "--signer", "sandbox-app", "--", "-c", "select 1");
        Assert.Equal(2, denied.Code);
        Assert.Contains("PAM authentication failed", denied.Error);
    }

    private Task<Command.Ended> TokenAsync() => _command.RunAsync("token", RunningConsoles.Demo, "--role", "app_user");
}
