using System.Net.Sockets;
using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Tests.Gateway;

/// <summary>
/// Hostile first words over real connections, plain, encrypted and while encrypting. Each case says something, then that it has no
/// more to say; the gateway must answer in whole messages and end, log no error, and count exactly the tokens it asked for and got.
/// </summary>
[Collection("hostile")]
public sealed class FuzzStartTests(HostileGateway hostile)
{
    private const int Seed = 20261125;
    private const int AtOnce = 8;
    private int _presented;

    [Fact]
    public Task Plain_bytes_end_in_a_refusal_or_in_silence() => FuzzAsync(4_000, async (random, client) =>
    {
        await client.TrickleAsync(random, HostileBytes.FirstPacket(random));
        if (random.Next(3) == 0) await client.TrickleAsync(random, HostileBytes.FirstPacket(random));
        client.SayNoMore();
        await AnswerAsync(client, encryptionAnswers: true);
    });

    [Fact]
    public Task A_hostile_handshake_ends_the_connection() => FuzzAsync(3_000, async (random, client) =>
    {
        if (random.Next(3) > 0)
        {
            await client.SendAsync(WireClient.Packet(WireClient.SslRequest));
            Assert.Equal('S', await client.ReadByteAsync());
        }
        await client.TrickleAsync(random, HostileBytes.ClientHello(random));
        client.SayNoMore();
        // TLS's own words, or none; the end is what counts.
        while (await client.ReadByteAsync() is not null)
        {
        }
    });

    [Fact]
    public async Task A_hello_over_which_NET_itself_trips_ends_the_connection()
    {
        // Found by mutating hellos.
        var hello = Convert.FromHexString(
            "16030100A6010000A203035FAC0C6598C566876537FE89A7E9129F96C2E0103115A44994EE49414B0B1AB5000077C02CC02BC030C02FC024C023C028C02700FF01000067000B000403000102000A000C0034001D0017001E00010018002300"
            + "0000050005010000000000100008000602C3BF0268320016000000170000000D002A0028040305030603080708080894080A080B08040805080604018D01060103030301030204020502EE02");
        using var client = await WireClient.ConnectAsync(hostile.Gateway.Route.Port);
        await client.SendAsync(hello);
        client.SayNoMore();
        while (await client.ReadByteAsync() is not null)
        {
        }

        // Its end may be seen before the gateway has said of it what it has to say.
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        hostile.AssertNothingUnexpected();
    }

    [Fact]
    public Task Encrypted_introductions_end_in_a_refusal_or_a_question() => FuzzAsync(1_500, async (random, client) =>
    {
        await EncryptAsync(random, client);
        await client.TrickleAsync(random, HostileBytes.FirstPacket(random));
        await client.SayNoMoreEncryptedAsync();
        await AnswerAsync(client, encryptionAnswers: false);
    });

    [Fact]
    public Task Whatever_answers_the_password_request_counts_once_if_it_is_one() => FuzzAsync(1_500, async (random, client) =>
    {
        await EncryptAsync(random, client);
        await client.SendAsync(HostileBytes.Startup(random));
        var answer = await client.ReadAsync();
        if (answer?.Type == 'v') answer = await client.ReadAsync();
        if (answer is not { Type: 'R', Body: [0, 0, 0, 3] })
        {
            // Another role: refused, or PostgreSQL's own question.
            Assert.True(answer is { Type: 'R' } || (answer is { } refusal && HostileBytes.IsError(refusal.Type, refusal.Body)), $"answered {answer?.Type}");
            await client.SayNoMoreEncryptedAsync();
            await AnswerAsync(client, encryptionAnswers: false);
            return;
        }
        var password = HostileBytes.Password(random, hostile.Gateway.Token("postgres"));
        if (HostileBytes.IsPassword(password)) Interlocked.Increment(ref _presented);
        await client.TrickleAsync(random, password);
        await client.SayNoMoreEncryptedAsync();
        await AnswerAsync(client, encryptionAnswers: false);
    });

    /// <param name="cases">How many, each from a seed of its own.</param>
    /// <param name="run">One case.</param>
    private async Task FuzzAsync(int cases, Func<Random, WireClient, Task> run)
    {
        hostile.Gateway.TakeLogins();
        await Parallel.ForAsync(0, cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            try
            {
                using var client = await WireClient.ConnectAsync(i % 7 == 0 ? hostile.Gateway.Server.SharedPort : hostile.Gateway.Route.Port);
                try
                {
                    await run(new Random(Seed + i), client);
                }
                catch (Exception closed) when (closed is (IOException and not EndOfStreamException) or SocketException or System.Security.Authentication.AuthenticationException)
                {
                    // Ended while we still spoke; but neither within a message nor because a limit of ours ran out: these are other exceptions.
                }
            }
            catch (Exception failed)
            {
                throw new InvalidOperationException($"seed {Seed + i}: {failed.Message}", failed);
            }
        });
        await hostile.QuietAsync();
        var logins = hostile.Gateway.TakeLogins();
        Assert.Equal(_presented, logins.Count);
        Assert.DoesNotContain(logins, login => login.Outcome == LoginOutcome.Success);
        hostile.AssertNothingUnexpected();
        await using var connection = await hostile.Gateway.OpenAsync("app_user");
        Assert.Equal(1, await connection.ScalarAsync("select 1"));
        hostile.Gateway.TakeLogins();
    }

    private static async Task EncryptAsync(Random random, WireClient client)
    {
        var direct = random.Next(3) == 0;
        if (!direct)
        {
            await client.SendAsync(WireClient.Packet(WireClient.SslRequest));
            Assert.Equal('S', await client.ReadByteAsync());
        }
        await client.HandshakeAsync(random.Next(5) > 0 ? RunningGateway.HostName : "", direct && random.Next(5) > 0 ? "postgresql" : null);
    }

    /// <summary>Reads to the end: whole messages, and an ErrorResponse only as the last one.</summary>
    private static async Task AnswerAsync(WireClient client, bool encryptionAnswers)
    {
        var ended = false;
        while (await client.ReadByteAsync() is { } type)
        {
            Assert.False(ended, "something came after a fatal error");
            // One byte each: yes to TLS, no to GSS. After the yes TLS's own alarm may follow, which is no message.
            if (encryptionAnswers && type == 'N') continue;
            if (encryptionAnswers && type == 'S') return;
            var body = await client.ReadBodyAsync();
            Assert.True(type is 'R' or 'v' || HostileBytes.IsError(type, body), $"message {type} {Convert.ToHexString(body)}");
            ended = type == 'E';
        }
    }
}
