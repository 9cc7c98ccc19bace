using AuroraConsole.Shared;
using AuroraConsole.Tokens;
using Microsoft.JSInterop;

namespace AuroraConsole.Connect;

/// <summary>The token's life on the page: minted when asked, copied by the browser, gone at its end.</summary>
public sealed partial class ConnectPanels
{
    // Handing over a token that dies before it is pasted helps nobody; from here on the page shows its time in amber.
    private static readonly TimeSpan WorthCopying = TimeSpan.FromMinutes(2);

    private MintedToken? _token;
    private TokenLife? _life;
    private DateTimeOffset? _leftAt;
    private ITimer? _end;
    private DateTimeOffset? _endedAt;
    private DateTimeOffset? _copiedAt;
    private bool _copyRefused;
    private bool _minting;

    /// <summary>Before a copy: makes sure there is a token worth copying. Called by the page's script.</summary>
    /// <returns>Whether there is one now.</returns>
    [JSInvokable]
    public async Task<bool> EnsureTokenAsync()
    {
        if (_token is null || _token.ExpiresAt - Time.GetUtcNow() < WorthCopying)
            await MintAsync();
        return _token is not null;
    }

    /// <summary>After a copy. Called by the page's script.</summary>
    [JSInvokable]
    public void Copied(bool done)
    {
        _copiedAt = done ? Time.GetUtcNow() : null;
        _copyRefused = !done;
        StateHasChanged();
    }

    /// <summary>The browser's tab was left: the secret goes, what is known of it stays. Called by the page's script.</summary>
    [JSInvokable]
    public void Left()
    {
        if (_token is null)
            return;
        _token = null;
        _leftAt = Time.GetUtcNow();
        StateHasChanged();
    }

    /// <summary>By the browser's clock the token has ended; this side's decides. Called by the page's script.</summary>
    [JSInvokable]
    public void Ended()
    {
        if (_life?.ExpiresAt <= Time.GetUtcNow())
            End();
    }

    private async Task MintAsync()
    {
        if (_minting)
            return;
        _minting = true;
        _problem = null;
        try
        {
            var minted = await Desk.MintAsync(Actor, new TokenRequest(Cluster.Key, _choice.Role, _choice.Endpoint, _choice.Reason, Signer.Arn), "copy", _gone.Token);
            Forget();
            _token = minted;
            _life = TokenLife.Of(minted);
            _endedAt = null;
            _end = Time.CreateTimer(_ => _ = InvokeAsync(End), null, Max(minted.ExpiresAt - Time.GetUtcNow(), TimeSpan.Zero), Timeout.InfiniteTimeSpan);
        }
        catch (ProblemException error)
        {
            _problem = error.Problem;
        }
        finally
        {
            _minting = false;
            StateHasChanged();
        }
    }

    private void End()
    {
        _endedAt = _life?.ExpiresAt ?? _endedAt;
        Forget();
        StateHasChanged();
    }

    private void Forget()
    {
        _end?.Dispose();
        _end = null;
        _token = null;
        _life = null;
        _leftAt = null;
        _copiedAt = null;
        _copyRefused = false;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
