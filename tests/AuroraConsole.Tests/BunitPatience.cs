using System.Runtime.CompilerServices;
using Bunit;

namespace AuroraConsole.Tests;

internal static class BunitPatience
{
    // bUnit waits one second by itself, which a busy machine needs for a render.
    [ModuleInitializer]
    internal static void Raise() => BunitContext.DefaultWaitTimeout = TimeSpan.FromMinutes(1);
}
