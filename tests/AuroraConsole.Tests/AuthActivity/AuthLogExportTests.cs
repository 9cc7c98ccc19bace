using AuroraConsole.Access;
using AuroraConsole.Audit;
using AuroraConsole.AuthActivity;
using AuroraConsole.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AuroraConsole.Tests.AuthActivity;

public class AuthLogExportTests(AuthRoom room) : IClassFixture<AuthRoom>
{
    [Fact]
    public async Task Nobody_signed_in_changes_nothing()
    {
        await room.StopExportAsync();

        var problem = (await Assert.ThrowsAsync<ProblemException>(() => room.Services.GetRequiredService<AuthLogExport>().TurnOnAsync(Actor.Nobody, AuthRoom.Demo, default))).Problem;

        Assert.Equal(403, problem.Status);
        Assert.DoesNotContain(AuthLogReader.LogType, (await room.Fleet.GetAsync(AuthRoom.Demo, fresh: true, default)).LogExports);
    }

    [Fact]
    public async Task The_export_is_turned_on_and_on_record()
    {
        await room.StopExportAsync();

        await room.Services.GetRequiredService<AuthLogExport>().TurnOnAsync(AuthRoom.Ann, AuthRoom.Demo, default);

        Assert.Contains(AuthLogReader.LogType, room.Fleet.Current.Find(AuthRoom.Demo)!.LogExports);
        var trail = await room.Services.GetRequiredService<AuditTrail>().ReadAsync(AuthRoom.Ann, 10, default);
        var record = Assert.Single(trail, record => record is { Act: nameof(Act.ModifyCluster), Actor: "ann", Subject: AuthRoom.Demo });
        Assert.Equal("succeeded", record.State);
    }

    [Fact]
    public async Task A_cluster_that_is_gone_cannot_be_changed_and_that_is_on_record_too()
    {
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => room.Services.GetRequiredService<AuthLogExport>().TurnOnAsync(AuthRoom.Ann, "us-east-1/gone", default))).Problem;

        Assert.Equal("DBClusterNotFoundFault", problem.Code);
        var trail = await room.Services.GetRequiredService<AuditTrail>().ReadAsync(AuthRoom.Ann, 10, default);
        Assert.Contains(trail, record => record is { Subject: "us-east-1/gone", State: "failed", Code: "DBClusterNotFoundFault" });
    }
}
