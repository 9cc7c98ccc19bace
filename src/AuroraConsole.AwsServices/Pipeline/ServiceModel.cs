namespace AuroraConsole.AwsServices;

/// <summary>What sets one service apart from the others.</summary>
/// <param name="ServiceId">AWS's identifier, as in <c>AWS_ENDPOINT_URL_&lt;SERVICE_ID&gt;</c>.</param>
/// <param name="HostName">First label of its endpoints, and the name that its requests are signed for.</param>
/// <param name="Protocol">How it talks.</param>
/// <param name="Faults">Its modelled errors.</param>
sealed record ServiceModel(string ServiceId, string HostName, Protocol Protocol, FaultTable Faults)
{
    /// <summary>In aws-us-gov the ordinary hosts are the FIPS ones; only some services say so for dualstack hosts too.</summary>
    public bool PlainDualstackFipsHostInGovCloud { get; init; }

    /// <summary>One host for all regions of a partition, signed for its first region.</summary>
    public bool IsGlobal { get; init; }
}
