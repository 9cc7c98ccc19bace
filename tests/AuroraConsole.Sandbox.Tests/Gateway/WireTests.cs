using System.Buffers.Binary;
using System.Text;
using AuroraConsole.Sandbox.Tests.Postgres;

namespace AuroraConsole.Sandbox.Tests.Gateway;

[Collection("gateway")]
public sealed class WireTests(Gateways gateways)
{
    [Fact]
    public async Task GSS_encryption_is_declined_and_TLS_taken()
    {
        var gateway = await gateways.OnAsync("found");
        using var client = await WireClient.ConnectAsync(gateway.Route.Port);
        await client.SendAsync(WireClient.Packet(WireClient.GssRequest));
        Assert.Equal('N', await client.ReadByteAsync());
        await client.SendAsync(WireClient.Packet(WireClient.SslRequest));
        Assert.Equal('S', await client.ReadByteAsync());
        await client.HandshakeAsync("localhost", null);
        await client.SendAsync(WireClient.Startup(0, ("user", "app_user"), ("database", "app")));
        Assert.Equal([0, 0, 0, 3], await client.ReadToAsync('R'));
    }

    [Fact]
    public async Task Direct_TLS_works_with_its_ALPN_and_only_with_it()
    {
        var gateway = await gateways.OnAsync("found");
        using var client = await WireClient.ConnectAsync(gateway.Route.Port);
        await client.HandshakeAsync("localhost", "postgresql");
        await client.SendAsync(WireClient.Startup(0, ("user", "app_user"), ("database", "app")));
        Assert.Equal([0, 0, 0, 3], await client.ReadToAsync('R'));

        using var bare = await WireClient.ConnectAsync(gateway.Route.Port);
        await bare.HandshakeAsync("localhost", null);
        Assert.StartsWith("08P01 direct SSL connection", await bare.ReadErrorAsync());
        using var web = await WireClient.ConnectAsync(gateway.Route.Port);
        await Assert.ThrowsAnyAsync<Exception>(() => web.HandshakeAsync("localhost", "h2"));
    }

    [Fact]
    public async Task Bytes_before_the_handshake_are_refused()
    {
        var gateway = await gateways.OnAsync("found");
        using var client = await WireClient.ConnectAsync(gateway.Route.Port);
        await client.SendAsync([.. WireClient.Packet(WireClient.SslRequest), .. WireClient.Startup(0, ("user", "app_user"))]);
        Assert.Equal("08P01 received unencrypted data after SSL request", await client.ReadErrorAsync());
    }

    public static TheoryData<string> BadStarts => new(Starts.Keys);

    private static readonly Dictionary<string, (byte[] Bytes, string Error)> Starts = new()
    {
        ["too short"] = ([0, 0, 0, 7, 0, 3, 0, 0], "08P01 invalid length of startup packet"),
        ["too long"] = ([0, 0, 0x27, 0x11, 0, 3, 0, 0], "08P01 invalid length of startup packet"),
        ["negative length"] = ([0xFF, 0xFF, 0xFF, 0xFF, 0, 3, 0, 0], "08P01 invalid length of startup packet"),
        ["a web browser"] = (Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"), "08P01 invalid length of startup packet"),
        ["protocol 2"] = (WireClient.Packet(2 << 16), "0A000 unsupported frontend protocol 2.0: server supports 3.0 to 3.2"),
        ["no terminator"] = (WireClient.Packet(3 << 16, (byte)'u'), "08P01 invalid startup packet layout: expected terminator as last byte"),
        ["bytes after the terminator"] = (WireClient.Packet(3 << 16, 0, 1), "08P01 invalid startup packet layout: expected terminator as last byte"),
        ["a user twice"] = (WireClient.Startup(0, ("user", "app_user"), ("user", "rdsadmin")), "08P01 startup parameter \"user\" is given twice"),
        ["no user"] = (WireClient.Startup(0, ("database", "app")), "28000 no PostgreSQL user name specified in startup packet"),
        ["not utf-8"] = (WireClient.Packet(3 << 16, [.. "user\0"u8, 0xFF, 0, 0]), "22021 invalid byte sequence for encoding \"UTF8\" in the startup packet"),
        ["replication by rdsadmin"] = (WireClient.Startup(0, ("user", "rdsadmin"), ("replication", "true")), "28000 pg_hba.conf rejects connection"),
        ["encryption twice"] = (WireClient.Packet(WireClient.SslRequest), "08P01 encryption was asked for twice"),
        ["a cancel request without a key"] = (WireClient.Packet(WireClient.CancelRequest, 0, 0, 0, 1), "08P01 invalid length of cancel request"),
    };

    [Theory]
    [MemberData(nameof(BadStarts))]
    public async Task A_bad_start_gets_a_clear_refusal(string what)
    {
        var gateway = await gateways.OnAsync("found");
        using var client = await WireClient.ConnectAsync(gateway.Route.Port);
        await client.SendAsync(WireClient.Packet(WireClient.SslRequest));
        await client.ReadByteAsync();
        await client.HandshakeAsync("localhost", null);
        await client.SendAsync(Starts[what].Bytes);
        Assert.StartsWith(Starts[what].Error, await client.ReadErrorAsync());
        Assert.Null(await client.ReadByteAsync());
    }

    [Theory]
    [InlineData('p', 65_536, "08P01 invalid password packet size")]
    [InlineData('p', 0, "08P01 invalid password packet size")]
    [InlineData('Q', 20, "08P01 expected password response, got message type 81")]
    public async Task A_bad_answer_to_the_password_request_is_refused_unread(char type, int length, string error)
    {
        var gateway = await gateways.OnAsync("found");
        gateway.TakeLogins();
        using var client = await WireClient.StartAsync(gateway.Route.Port, "app_user");
        await client.ReadToAsync('R');
        var head = new byte[5];
        head[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), 4 + length);
        await client.SendAsync(head);
        Assert.Equal(error, await client.ReadErrorAsync());
        Assert.Empty(gateway.TakeLogins());
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_newer_protocol_and_unknown_options_are_negotiated(string build)
    {
        var gateway = await gateways.OnAsync(build);
        foreach (var user in new[] { "app_user", "nobody_here" })
        {
            using var client = await WireClient.StartAsync(gateway.Route.Port, user, minor: 9999, more: ("_pq_.future", "1"));
            var offer = await client.ReadToAsync('v');
            Assert.Equal(3, BinaryPrimitives.ReadInt32BigEndian(offer) >> 16);
            Assert.Equal("_pq_.future\0", Encoding.UTF8.GetString(offer.AsSpan(8)));
            Assert.Equal(user == "app_user" ? 3 : 10, BinaryPrimitives.ReadInt32BigEndian(await client.ReadToAsync('R')));
            if (user != "app_user") continue;
            await client.SendPasswordAsync(gateway.Token(user));
            var keyLength = (await client.ReadToAsync('K')).Length - 4;
            Assert.Equal((BinaryPrimitives.ReadInt32BigEndian(offer) & 0xFFFF) >= 2 ? 32 : 4, keyLength);
            await client.ReadToAsync('Z');
        }
    }

    [Theory]
    [MemberData(nameof(Builds.All), MemberType = typeof(Builds))]
    public async Task A_cancel_request_finds_its_server_plain_or_encrypted_on_any_port(string build)
    {
        var gateway = await gateways.OnAsync(build);
        foreach (var encrypted in new[] { false, true })
        {
            using var client = await WireClient.StartAsync(gateway.Route.Port, "app_user", minor: 2);
            await client.ReadToAsync('R');
            await client.SendPasswordAsync(gateway.Token("app_user"));
            var secret = await client.ReadToAsync('K');
            await client.ReadToAsync('Z');
            await client.SendAsync(WireClient.Message('Q', "select 1 from pg_sleep(0.3)\0"u8.ToArray()));
            byte[] wrong = [.. secret];
            wrong[^1] ^= 1;
            for (var i = 0; i < 5; i++) await CancelAsync(wrong);
            await client.ReadToAsync('Z');

            // Again until it counts: PostgreSQL forgets one that comes before the statement.
            await client.SendAsync(WireClient.Message('Q', "select 1 from pg_sleep(60)\0"u8.ToArray()));
            var answer = ErrorOfAsync(client);
            while (!answer.IsCompleted) await CancelAsync(secret);
            Assert.Contains("C57014", await answer);

            async Task CancelAsync(byte[] key)
            {
                using var canceller = await WireClient.ConnectAsync(gateway.Server.SharedPort);
                if (encrypted)
                {
                    await canceller.SendAsync(WireClient.Packet(WireClient.SslRequest));
                    await canceller.ReadByteAsync();
                    await canceller.HandshakeAsync("", null);
                }
                await canceller.SendAsync(WireClient.Packet(WireClient.CancelRequest, key));
                Assert.Null(await canceller.ReadByteAsync());
            }
        }
    }

    private static async Task<string> ErrorOfAsync(WireClient client)
    {
        while (await client.ReadAsync() is { } message)
        {
            if (message.Type == 'E') return Encoding.UTF8.GetString(message.Body);
        }
        throw new InvalidOperationException("The connection ended without an error.");
    }

    [Theory]
    [InlineData("app_user")]
    [InlineData("nobody_here")]
    public async Task A_hundred_silent_clients_do_not_keep_another_out(string silentUser)
    {
        var gateway = await gateways.OnAsync("found");
        var silent = new List<WireClient>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                silent.Add(i % 2 == 0 ? await WireClient.StartAsync(gateway.Route.Port, silentUser) : await WireClient.ConnectAsync(gateway.Route.Port));
            }
            await using var connection = await gateway.OpenAsync("app_user");
            Assert.Equal(1, await connection.ScalarAsync("select 1"));
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task One_password_login_too_many_ends_the_oldest_under_way()
    {
        var gateway = await gateways.OnAsync("found");
        var silent = new List<WireClient>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                silent.Add(await WireClient.StartAsync(gateway.Route.Port, "nobody_here"));
                await silent[^1].ReadToAsync('R');
            }
            using var oneMore = await WireClient.StartAsync(gateway.Route.Port, "nobody_here");
            await oneMore.ReadToAsync('R');
            Assert.Null(await silent[0].ReadAsync());
            // The others still wait: they are asked on.
            await silent[1].SendAsync(WireClient.Message('p', "SCRAM-SHA-256\0\0\0\0\u0008n,,n=,r="u8.ToArray()));
            Assert.NotNull(await silent[1].ReadAsync());
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }
}
