using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AuroraConsole.Access;

/// <summary>A page that was open when its sign-in ended does nothing more: its circuit is asked again before every event.</summary>
internal sealed class CircuitGate(Sessions sessions, AuthenticationStateProvider state, NavigationManager navigation) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        if (sessions.Holds((await state.GetAuthenticationStateAsync()).User))
            await next(context);
        else
            navigation.NavigateTo(SignInEndpoints.Path, forceLoad: true);
    };
}
