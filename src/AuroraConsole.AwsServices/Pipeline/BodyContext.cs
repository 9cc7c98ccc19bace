using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace AuroraConsole.AwsServices;

/// <summary>The answer's body as the pipeline hands it on. There is no cursor in it: bodies are read whole.</summary>
sealed class BodyContext : UnmarshallerContext
{
    readonly Stream body;

    public BodyContext(Stream body, bool keepForLogging, bool isException, IWebResponseData response)
    {
        // The wrapper is where the pipeline takes the text from when response logging is on.
        if (keepForLogging || isException)
            body = WrappingStream = new CachingWrapperStream(body);
        this.body = body;
        MaintainResponseBody = keepForLogging;
        IsException = isException;
        WebResponseData = response;
    }

    public byte[] ReadBody()
    {
        using var copy = new MemoryStream();
        body.CopyTo(copy);
        return copy.ToArray();
    }

    public override string CurrentPath => "";
    public override int CurrentDepth => 0;
    public override bool IsStartElement => false;
    public override bool IsEndElement => false;
    public override bool IsStartOfDocument => false;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
