using AuroraConsole.Sandbox.Account;

namespace AuroraConsole.Sandbox.Aws;

/// <summary>What a client sent, of bounded length.</summary>
internal static class RequestBody
{
    private const int MostBytes = 1 << 20;

    /// <exception cref="AwsRefusalException">413: longer than a mebibyte.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MostBytes)
            throw TooLarge();
        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBytes)
                throw TooLarge();
        }

        return body.ToArray();
    }

    private static AwsRefusalException TooLarge() => new("RequestEntityTooLarge", $"A request has at most {MostBytes} bytes.", 413);
}
