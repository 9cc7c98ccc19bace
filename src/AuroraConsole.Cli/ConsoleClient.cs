using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace AuroraConsole.Cli;

/// <summary>The console's HTTP API. What signs in is sent to this computer or over https, never on to where an answer points.</summary>
internal sealed class ConsoleClient : IDisposable
{
    private static readonly string[] SignInCodes = ["NotSignedIn", "InvalidBearer", "InvalidSignInCode", "TooManySignIns"];
    private readonly HttpClient _http;
    private readonly SignInFile? _signIn;

    private ConsoleClient(Uri console, SignInFile? signIn)
    {
        _signIn = signIn;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !console.IsLoopback })
        {
            BaseAddress = console,
            Timeout = TimeSpan.FromSeconds(100),
        };
    }

    /// <summary>A client that presents the bearer it is given, else the sign-in, else the bearer of a console on this computer.</summary>
    public static ConsoleClient Open(CommandLine line)
    {
        var console = Address(line);
        var signIn = SignInFile.Of(console);
        var asked = line["bearer-file"] ?? Environment.GetEnvironmentVariable("AURORA_CONSOLE_BEARER_FILE");
        var bearer = asked is { Length: > 0 } ? BearerFile.Read(asked) : signIn.Cookie is null && console.IsLoopback ? BearerFile.OfThisComputer() : null;
        var client = new ConsoleClient(console, bearer is null ? signIn : null);
        if (bearer is not null)
            client._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    /// <summary>Where the console is: scheme, host and port.</summary>
    /// <exception cref="CommandException">Exit code 2.</exception>
    public static Uri Address(CommandLine line)
    {
        var text = line["console"] ?? Environment.GetEnvironmentVariable("AURORA_CONSOLE_URL");
        return Origin(string.IsNullOrEmpty(text) ? "http://127.0.0.1:5080" : text)
            ?? throw CommandException.Wrong("The console's address is written like http://127.0.0.1:5080; on another computer it starts with https.");
    }

    /// <summary>Exchanges the one-time link for a sign-in, kept in a file of this user's; returns the console's address.</summary>
    public static async Task<Uri> SignInAsync(string link)
    {
        if (Origin(link) is not { } console || new Uri(link) is not { AbsolutePath: "/sign-in", Fragment: { Length: > 1 } fragment })
            throw CommandException.Wrong("That is not a link the console prints; it looks like http://127.0.0.1:5080/sign-in#….");
        var signIn = SignInFile.Of(console);
        signIn.Delete();
        using var client = new ConsoleClient(console, signIn);
        await client.PostAsync("/sign-in", new { code = fragment[1..] }, _ => true);
        return signIn.Cookie is not null ? console : throw NotAConsole(console);
    }

    /// <summary>Ends every sign-in of the console and forgets this one; <c>false</c>: there was none.</summary>
    public static async Task<bool> SignOutAsync(CommandLine line)
    {
        var signIn = SignInFile.Of(Address(line));
        if (signIn.Cookie is null)
            return false;
        using var client = new ConsoleClient(Address(line), signIn);
        try
        {
            using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/sign-out"));
        }
        finally
        {
            signIn.Delete();
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>A GET, and what <paramref name="read"/> makes of its JSON.</summary>
    /// <exception cref="CommandException">The refusal's own sentence.</exception>
    public Task<T> GetAsync<T>(string path, Func<JsonElement, T> read) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), read);

    /// <summary>A POST, and what <paramref name="read"/> makes of the answer's JSON.</summary>
    /// <exception cref="CommandException">The refusal's own sentence.</exception>
    public Task<T> PostAsync<T>(string path, object body, Func<JsonElement, T> read) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, read);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, Func<JsonElement, T> read)
    {
        using var answer = await SendAsync(request);
        try
        {
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return answer.IsSuccessStatusCode ? read(json) : throw Refusal(json);
        }
        // What JSON throws when it is none, or lacks a member, or has it with another type.
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NotAConsole(_http.BaseAddress!, error);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_signIn?.Cookie is { } cookie)
            request.Headers.Add("Cookie", cookie);
        try
        {
            var answer = await _http.SendAsync(request);
            // Also how the console prolongs a sign-in that is in use.
            if (_signIn is not null && answer.StatusCode == HttpStatusCode.OK && answer.Headers.TryGetValues("Set-Cookie", out var cookies))
                _signIn.Keep(string.Join("; ", cookies.Select(set => set.Split(';')[0])));
            return answer;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new CommandException(CommandException.NoConsole, $"No console answers at {_http.BaseAddress}. Start it, or name it with --console or AURORA_CONSOLE_URL.", error);
        }
        finally
        {
            request.Dispose();
        }
    }

    private CommandException Refusal(JsonElement problem)
    {
        var title = problem.GetProperty("title").GetString();
        var code = problem.TryGetProperty("code", out var given) ? given.GetString() : null;
        if (code == "NotSignedIn")
            return new CommandException(CommandException.NoConsole, $"You are not signed in to {_http.BaseAddress}. Run aurora-console sign-in with the link the console printed when it started. ({code})");
        return new CommandException(SignInCodes.Contains(code) ? CommandException.NoConsole : CommandException.Refused, code is null ? title! : $"{title} ({code})");
    }

    private static CommandException NotAConsole(Uri address, Exception? inner = null) =>
        new(CommandException.NoConsole, $"What answers at {address} is not an AuroraConsole, or one of another version.", inner);

    private static Uri? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) && uri.UserInfo.Length == 0
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : null;
}
