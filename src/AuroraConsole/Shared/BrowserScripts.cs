using Microsoft.JSInterop;

namespace AuroraConsole.Shared;

/// <summary>Scripts of the page, which may be gone with their browser at any moment.</summary>
internal static class BrowserScripts
{
    /// <summary>Tells a script its last word, then lets go of it; nothing when it was never there or its browser is gone.</summary>
    /// <param name="script">An imported module, or an object of one.</param>
    /// <param name="last">The function that takes down what it has put up; <c>null</c>: none.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async ValueTask EndAsync(this IJSObjectReference? script, string? last = null, params object?[] arguments)
    {
        if (script is null)
            return;
        try
        {
            if (last is not null)
                await script.InvokeVoidAsync(last, arguments);
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // Listeners and timers went with the browser.
        }
    }
}
