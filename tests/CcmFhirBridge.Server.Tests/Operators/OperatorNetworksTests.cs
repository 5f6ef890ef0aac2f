using System.Net;
using CcmFhirBridge.Server.Operators;

namespace CcmFhirBridge.Server.Tests.Operators;

public sealed class OperatorNetworksTests
{
    [Theory]
    [InlineData("", "127.0.0.1", true)]
    [InlineData("", "::1", true)]
    [InlineData("", "::ffff:127.0.0.1", true)]
    [InlineData("", "10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("192.168.0.7/32 fd00::/8", "192.168.0.7", true)]
    [InlineData("192.168.0.7/32 fd00::/8", "192.168.0.8", false)]
    [InlineData("192.168.0.7/32 fd00::/8", "fd12::1", true)]
    [InlineData("fd00::/8", "2001:db8::1", false)]
    public void An_operator_asks_from_here_or_from_a_named_network(string named, string from, bool isOne)
    {
        var networks = new OperatorNetworks([.. named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(network => IPNetwork.Parse(network))]);

        networks.Contains(IPAddress.Parse(from)).ShouldBe(isOne);
    }

    [Fact]
    public void Nobody_can_tell_where_a_request_without_an_address_comes_from() => OperatorNetworks.None.Contains(null).ShouldBeFalse();
}
