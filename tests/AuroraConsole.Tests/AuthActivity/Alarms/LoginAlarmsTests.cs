using System.Net;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using AuroraConsole.Access;
using AuroraConsole.AuthActivity;
using AuroraConsole.AuthActivity.Alarms;
using AuroraConsole.Clusters;
using AuroraConsole.Fleet;
using AuroraConsole.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using AlarmState = AuroraConsole.AuthActivity.Alarms.AlarmState;
using AlarmWatch = AuroraConsole.AuthActivity.Alarms.AlarmWatch;

namespace AuroraConsole.Tests.AuthActivity.Alarms;

/// <summary>Alarms on a real sandbox account, which evaluates them.</summary>
public sealed class LoginAlarmsTests(AlarmRoom room) : IClassFixture<AlarmRoom>
{
    [Fact]
    public async Task An_alarm_that_is_made_here_fires_as_its_preview_says_and_shows_on_the_fleet()
    {
        var now = room.Account.Clock.GetUtcNow();
        room.Fail(now.AddHours(-3), LoginMetric.Throttling, 4);
        room.Fail(now.AddMinutes(-1), LoginMetric.Throttling, 2);
        var order = room.Order(LoginMetric.Throttling, "aurora-console/demo/fires", "arn:aws:sns:us-east-1:000000000000:on-call");

        await room.Alarms.PutAsync(AlarmRoom.Ann, order, default);

        var ground = await room.Alarms.ReadAsync(AlarmRoom.Ann, room.Demo, null, default);
        Assert.Equal((LoginDimensions.ByCluster, true), (ground.Target.Dimension, ground.IsListed));
        // Two periods without a sample go by before a breach is out of sight.
        Assert.Equal([3, 1], ground.Try(order.Rule).Firings.Select(firing => firing.Minutes));
        var alarm = await room.UntilAsync(order.Name, found => found.State == AlarmState.Alarm);
        Assert.Equal((AuthRoom.Demo, "Throttled", order.Rule), (alarm.ClusterKey, alarm.Cause, alarm.Rule));
        Assert.StartsWith("Threshold Crossed", alarm.Reason, StringComparison.Ordinal);
        using var view = room.Watch.Look(AlarmRoom.Ann, static () => { });
        var row = Assert.Single(FleetView.Rows(room.Services.GetRequiredService<FleetWatch>().Current, [], _ => null, _ => null, view.Current!.Firing, now));
        Assert.Equal((StatusKind.Attention, "Alarm: throttled", $"since {alarm.Since:HH:mm}"), (row.Kind, row.Word, row.Detail));
        Assert.Equal(1, FleetView.Count([row], "attention"));

        await room.Alarms.DeleteAsync(AlarmRoom.Ann, alarm, default);
        Assert.DoesNotContain(await room.ListAsync(), found => found.Name == order.Name);
        var acts = (await room.Trail.ReadAsync(AlarmRoom.Ann, 100, default)).Where(record => record.Subject == $"us-east-1/demo/alarm:{order.Name}").ToList();
        Assert.Equal([("ManageAlarms", "succeeded", "delete"), ("ManageAlarms", "succeeded", "create")], acts.Select(act => (act.Act, act.State, act.Details!["act"])));
        Assert.Equal("1 or more failures in 1 minute, 1 of 1", acts[1].Details!["fires at"]);
    }

    [Fact]
    public async Task A_name_that_is_taken_overwrites_nobodys_alarm()
    {
        var order = room.Order(LoginMetric.ServerError, "theirs");
        await room.Alarms.PutAsync(AlarmRoom.Ann, order, default);

        var error = await Assert.ThrowsAsync<ProblemException>(() => room.Alarms.PutAsync(AlarmRoom.Ann, order with { Rule = order.Rule with { Threshold = 99 } }, default));

        Assert.Equal(("AlarmExists", "name"), (error.Problem.Code, error.Problem.Field));
        Assert.Equal(3, (await room.ListAsync()).Single(alarm => alarm.Name == "theirs").Rule!.Threshold);
    }

    [Fact]
    public async Task A_change_is_made_on_what_was_seen_or_not_at_all()
    {
        var order = room.Order(LoginMetric.InvalidToken, "edited");
        await room.Alarms.PutAsync(AlarmRoom.Ann, order, default);
        var seen = (await room.ListAsync()).Single(alarm => alarm.Name == "edited");

        await room.Alarms.PutAsync(AlarmRoom.Ann, order with { Before = seen, Rule = order.Rule with { Threshold = 7, Periods = 3, Datapoints = 2 } }, default);
        var changed = (await room.ListAsync()).Single(alarm => alarm.Name == "edited");
        Assert.Equal("7 or more failures in 5 minutes, 2 of 3", changed.Rule!.Words);

        // Somebody else changes it, then deletes it, while the form is open.
        var late = await Assert.ThrowsAsync<ProblemException>(() => room.Alarms.PutAsync(AlarmRoom.Ann, order with { Before = seen }, default));
        Assert.Equal("AlarmChanged", late.Problem.Code);
        await room.Alarms.DeleteAsync(AlarmRoom.Ann, changed, default);
        var gone = await Assert.ThrowsAsync<ProblemException>(() => room.Alarms.PutAsync(AlarmRoom.Ann, order with { Before = changed }, default));
        Assert.Equal("ResourceNotFound", gone.Problem.Code);
        Assert.DoesNotContain(await room.ListAsync(), alarm => alarm.Name == "edited");
    }

    [Fact]
    public async Task The_usual_alarms_are_those_a_cluster_does_not_have_yet()
    {
        var all = await room.Alarms.UsualAsync(AlarmRoom.Ann, [AuthRoom.Demo], [], default);
        Assert.Equal(LoginMetrics.Causes, all.Select(order => order.Rule.Metric));
        Assert.All(all, order => Assert.Null(order.Check()));
        await room.Alarms.PutAsync(AlarmRoom.Ann, room.Order(LoginMetric.Throttling, "one of them"), default);

        var rest = await room.Alarms.UsualAsync(AlarmRoom.Ann, [AuthRoom.Demo], [.. (await room.ListAsync()).Where(alarm => alarm.Name == "one of them")], default);

        Assert.Equal(LoginMetrics.Causes.Except([LoginMetric.Throttling]), rest.Select(order => order.Rule.Metric));
    }

    [Fact]
    public async Task All_pages_are_listed_and_alarms_on_other_things_are_not()
    {
        var client = room.Aws.CloudWatch("us-east-1");
        for (var number = 0; number < 120; number++)
        {
            var request = room.Order(LoginMetric.Failure, $"page-{number:000}").ToRequest(null);
            if (number % 2 == 1)
                request.MetricName = "CPUUtilization";
            await client.PutMetricAlarmAsync(request);
        }

        Assert.Equal(60, (await room.ListAsync()).Count(alarm => alarm.Name.StartsWith("page-", StringComparison.Ordinal)));
        using var view = room.Watch.Look(AlarmRoom.Ann, static () => { });
        Assert.True(view.Current!.Pages >= 2);
        await client.DeleteAlarmsAsync(new DeleteAlarmsRequest { AlarmNames = [.. Enumerable.Range(0, 100).Select(number => $"page-{number:000}")] });
    }

    [Fact]
    public async Task A_missing_permission_is_said_and_recorded_and_nothing_is_made()
    {
        await using var house = room.House(room.AwsUrl, "SANDBOXDENIED");
        var alarms = house.GetRequiredService<LoginAlarms>();

        var put = await Assert.ThrowsAsync<ProblemException>(() => alarms.PutAsync(AlarmRoom.Ann, room.Order(LoginMetric.Failure, "denied"), default));
        var read = await Assert.ThrowsAsync<ProblemException>(() => alarms.ReadAsync(AlarmRoom.Ann, room.Demo, null, default));
        using var view = house.GetRequiredService<AlarmWatch>().Look(AlarmRoom.Ann, static () => { });
        var listed = await view.LoadedAsync(default);

        Assert.All([put.Problem, read.Problem, listed.Silent["us-east-1"]], problem => Assert.Contains("may not do this", problem.Sentence, StringComparison.Ordinal));
        Assert.Contains("cloudwatch:DescribeAlarms", listed.Silent["us-east-1"].Sentence, StringComparison.Ordinal);
        var record = Assert.Single(await house.GetRequiredService<AuroraConsole.Audit.AuditTrail>().ReadAsync(AlarmRoom.Ann, 10, default));
        Assert.Equal(("failed", put.Problem.Code), (record.State, record.Code));
        Assert.DoesNotContain(await room.ListAsync(), alarm => alarm.Name == "denied");
    }

    [Fact]
    public async Task A_throttled_region_keeps_its_alarms_and_says_so()
    {
        await room.Alarms.PutAsync(AlarmRoom.Ann, room.Order(LoginMetric.Failure, "kept"), default);
        var throttled = false;
        await using var front = await FrontAsync(_ => throttled);
        await using var house = room.House(front.Urls.Single(), "SANDBOX");
        await house.GetRequiredService<FleetWatch>().RefreshAsync(default);
        var watch = house.GetRequiredService<AlarmWatch>();
        using var view = watch.Look(AlarmRoom.Ann, static () => { });
        Assert.Empty((await view.LoadedAsync(default)).Silent);

        throttled = true;
        watch.Hurry();

        await AuthRoom.EventuallyAsync(() => view.Current!.Silent.Count > 0, "a throttled round");
        Assert.Equal(429, view.Current!.Silent["us-east-1"].Status);
        Assert.Contains(view.Current.Alarms, alarm => alarm.Name == "kept");
    }

    [Fact]
    public async Task All_who_look_share_one_request_and_none_is_sent_while_nobody_does()
    {
        var asked = 0;
        await using var front = await FrontAsync(operation =>
        {
            if (operation.EndsWith("DescribeAlarms", StringComparison.Ordinal))
                Interlocked.Increment(ref asked);
            return false;
        });
        await using var house = room.House(front.Urls.Single(), "SANDBOX");
        var watch = house.GetRequiredService<AlarmWatch>();
        using (var view = watch.Look(AlarmRoom.Ann, static () => { }))
        using (var other = watch.Look(AlarmRoom.Ann, static () => { }))
        {
            Assert.Same(await view.LoadedAsync(default), await other.LoadedAsync(default));
            Assert.Equal(1, asked);
        }

        watch.Hurry();
        // Longer than the pause after a new alarm.
        await Task.Delay(TimeSpan.FromSeconds(7));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Nobody_signed_in_sees_or_does_anything()
    {
        Assert.Throws<ProblemException>(() => room.Watch.Look(Actor.Nobody, static () => { }));
        await Assert.ThrowsAsync<ProblemException>(() => room.Alarms.PutAsync(Actor.Nobody, room.Order(LoginMetric.Failure, "nobody's"), default));
        await Assert.ThrowsAsync<ProblemException>(() => room.Alarms.ReadAsync(Actor.Nobody, room.Demo, null, default));
        Assert.DoesNotContain(await room.ListAsync(), alarm => alarm.Name == "nobody's");
    }

    // Hands requests on to the sandbox, or turns them away as AWS does when there are too many. The signature is over the host it was sent to.
    private async Task<WebApplication> FrontAsync(Func<string, bool> throttled)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var client = new HttpClient();
        app.Run(async context =>
        {
            if (throttled(context.Request.Headers["X-Amz-Target"].ToString()))
            {
                context.Response.StatusCode = (int)HttpStatusCode.BadRequest;
                context.Response.ContentType = "application/x-amz-json-1.0";
                await context.Response.WriteAsync("""{"__type":"com.amazonaws.cloudwatch#ThrottlingException","message":"Rate exceeded"}""");
                return;
            }

            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), room.AwsUrl + context.Request.Path + context.Request.QueryString) { Content = new StreamContent(context.Request.Body) };
            foreach (var (name, value) in context.Request.Headers.Where(header => header.Key is not "Transfer-Encoding"))
            {
                if (!request.Headers.TryAddWithoutValidation(name, [.. value]))
                    request.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            }

            using var answer = await client.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body);
        });
        await app.StartAsync();
        return app;
    }
}
