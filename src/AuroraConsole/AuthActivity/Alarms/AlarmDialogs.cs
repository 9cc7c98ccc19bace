using Radzen;

namespace AuroraConsole.AuthActivity.Alarms;

/// <summary>How the dialogs on alarms open: own header, Esc handled by the dialog, since a form with changes is not thrown away unasked.</summary>
internal static class AlarmDialogs
{
    public static DialogOptions Options(int width) => new()
    {
        Width = $"{width}px",
        CssClass = "cl-dialog-frame",
        ShowTitle = false,
        CloseDialogOnEsc = false,
        CloseDialogOnOverlayClick = false,
        AutoFocusFirstElement = false,
    };
}
