using System.Collections.Immutable;

namespace AuroraConsole.Shared;

/// <summary>Short notices of one circuit, bottom right, three at most. Never the only place of an error.</summary>
public sealed class Toasts(TimeProvider time)
{
    private static readonly TimeSpan SuccessStays = TimeSpan.FromSeconds(5);
    private const int Most = 3;

    /// <summary>Newest last.</summary>
    public ImmutableList<Toast> Shown { get; private set; } = [];

    /// <summary>Something came or went; on any thread.</summary>
    public event Action? Changed;

    /// <summary>A success; leaves by itself after 5 s, with something to press after 10.</summary>
    public void Say(string title, string? text = null, ToastAction? action = null)
    {
        var toast = new Toast(title, text, null, action);
        Add(toast);
        // The timer keeps itself alive until it has fired once.
        ITimer? timer = null;
        timer = time.CreateTimer(_ => { Close(toast); timer?.Dispose(); }, null, action is null ? SuccessStays : 2 * SuccessStays, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A failure; stays until closed.</summary>
    public void Fail(string title, Problem problem) => Add(new Toast(title, problem.Sentence, problem.Code));

    /// <summary>Takes one away.</summary>
    public void Close(Toast toast)
    {
        Shown = Shown.Remove(toast);
        Changed?.Invoke();
    }

    private void Add(Toast toast)
    {
        Shown = [.. Shown.TakeLast(Most - 1), toast];
        Changed?.Invoke();
    }
}

/// <summary>One notice.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Text">What it means.</param>
/// <param name="FailureCode">The code of a failure; <c>null</c> for a success.</param>
/// <param name="Action">What may be done about it.</param>
public sealed record Toast(string Title, string? Text, string? FailureCode, ToastAction? Action = null);

/// <summary>A button on a notice.</summary>
/// <param name="Label">Its word.</param>
/// <param name="Do">What it does, in the circuit.</param>
public sealed record ToastAction(string Label, Action Do);
