using AuroraConsole.Access;
using AuroraConsole.Query.Questions;
using AuroraConsole.Query.Statements;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using ParameterValue = AuroraConsole.Query.Statements.ParameterValue;

namespace AuroraConsole.Tests.Query.Questions;

public sealed class RunQuestionsTests : IDisposable
{
    private readonly BunitContext _page = new();
    private readonly ParameterMemory _memory = new();
    private RunAnswers? _answers;
    private bool _cancelled;

    public RunQuestionsTests()
    {
        _page.Services.AddSingleton(_memory);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }

    public void Dispose() => _page.Dispose();

    [Fact]
    public void Values_types_and_null_are_answered_and_offered_again_in_the_tab()
    {
        var dialog = Render(new CheckAnswer([new(1, "id", "integer"), new(1, "1")], [], []));
        Assert.Equal(":id", dialog.Find("tbody td").TextContent);
        Assert.Equal("integer", dialog.FindAll("tbody input")[0].GetAttribute("placeholder"));

        dialog.Find("[data-name=id]").Input("42");
        dialog.FindAll("tbody tr")[1].QuerySelectorAll("input")[0].Change("text");
        dialog.FindAll("tbody tr")[1].QuerySelectorAll("input")[2].Change(true);
        Assert.True(dialog.Find("[data-name=\"1\"]").HasAttribute("disabled"));
        dialog.Find("form").Submit();

        Assert.Equal([("id", new ParameterValue("42")), ("1", new ParameterValue(null, "text"))], _answers!.Parameters.Select(value => (value.Key, value.Value)));
        Assert.False(_answers.Confirmed);
        var again = Render(new CheckAnswer([new(1, "id")], [], []));
        Assert.Equal("42", again.Find("[data-name=id]").GetAttribute("value"));
    }

    [Fact]
    public void What_is_no_type_is_told_and_nothing_typed_is_lost()
    {
        var dialog = Render(new CheckAnswer([new(1, "id")], [], []));
        dialog.Find("[data-name=id]").Input("42");
        dialog.FindAll("tbody input")[0].Change("int); drop");
        dialog.Find("form").Submit();

        Assert.Null(_answers);
        Assert.Contains("not the name of a type", dialog.Markup, StringComparison.Ordinal);
        Assert.Equal("42", dialog.Find("[data-name=id]").GetAttribute("value"));
    }

    [Fact]
    public void A_loss_is_confirmed_by_a_button_that_names_it()
    {
        var dialog = Render(new CheckAnswer([], [Loss("DROP TABLE orders <b>", "Drop table orders")], []));

        var button = dialog.Find("[data-testid=query-questions-run]");
        Assert.Equal("Drop table orders", button.TextContent);
        Assert.Contains("ac-btn-danger", button.ClassName, StringComparison.Ordinal);
        Assert.Empty(dialog.Find("[data-testid=query-danger]").QuerySelectorAll("b"));
        dialog.Find("form").Submit();
        Assert.True(_answers!.Confirmed);
    }

    [Fact]
    public void Several_losses_are_all_shown_and_counted_on_the_button()
    {
        var dialog = Render(new CheckAnswer([], [Loss("a", "Drop a"), Loss("b", "Drop b"), Loss("c", "x") with { Level = DangerLevel.Note }], []));

        Assert.Equal(3, dialog.FindAll("[data-testid=query-danger]").Count);
        Assert.Equal("Run all 2", dialog.Find("[data-testid=query-questions-run]").TextContent);
    }

    [Fact]
    public void Escape_goes_back_without_an_answer()
    {
        var dialog = Render(new CheckAnswer([], [Loss("a", "Drop a")], []));
        dialog.Find("form").KeyDown(new KeyboardEventArgs { Key = "Escape" });

        Assert.True(_cancelled);
        Assert.Null(_answers);
    }

    [Fact]
    public void The_first_value_has_the_keys_and_no_button_of_a_warning()
    {
        var values = Render(new CheckAnswer([new(1, "id"), new(1, "1")], [Loss("a", "Drop a")], []));
        _page.JSInterop.VerifyFocusAsyncInvoke().Arguments[0].ShouldBeElementReferenceTo(values.Find("[data-name=id]"));

        var warning = Render(new CheckAnswer([], [Loss("a", "Drop a")], []));
        _page.JSInterop.VerifyFocusAsyncInvoke(calledTimes: 2)[1].Arguments[0].ShouldBeElementReferenceTo(warning.Find("[data-testid=query-questions]"));
    }

    private static DangerQuestion Loss(string sentence, string verb) => new(1, DangerLevel.Loss, "DROP TABLE", "orders", sentence, verb, 10, 0);

    private IRenderedComponent<RunQuestions> Render(CheckAnswer check) => _page.Render<RunQuestions>(parameters => parameters
        .AddCascadingValue(new Actor("ann", true))
        .Add(component => component.Check, check)
        .Add(component => component.Tab, "tab")
        .Add(component => component.Answered, answers => _answers = answers)
        .Add(component => component.Cancelled, () => _cancelled = true));
}
