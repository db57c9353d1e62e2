package org.junicorn.container.shaping;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** A set of IP addresses: single ones and networks, as {@code 10.0.0.0/8} or {@code fe80::/10}. */
final class Networks {
    private final List<Network> networks;

    private record Network(byte[] bytes, int bits) {}

    /** @param texts each an address or a network; {@code *} is every address */
    Networks(List<String> texts) {
        networks = texts.stream().map(Networks::parse).flatMap(Optional::stream).toList();
        everybody = texts.contains("*");
    }

    private final boolean everybody;

    /**
     * Reads a network.
     *
     * @return empty for {@code *}
     * @throws IllegalArgumentException if it is none
     */
    static Optional<Network> parse(String text) {
        if (text.equals("*")) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        // A name would be looked up.
        if (address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
                && bits.matches("[0-9]{0,3}")) {
            try {
                byte[] bytes = InetAddress.getByName(address).getAddress();
                int count = bits.isEmpty() ? bytes.length * 8 : Integer.parseInt(bits);
                if (count <= bytes.length * 8 && (slash < 0 || !bits.isEmpty())) {
                    return Optional.of(new Network(bytes, count));
                }
            } catch (UnknownHostException e) {
                // said below
            }
        }
        throw new IllegalArgumentException(
                "not an address; write one such as 10.1.2.3 or ::1, a network such as 10.0.0.0/8, or *");
    }

    boolean contains(InetAddress address) {
        if (everybody) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return networks.stream().anyMatch(network -> within(network, bytes));
    }

    private static boolean within(Network network, byte[] address) {
        if (address.length != network.bytes().length) {
            return false;
        }
        for (int i = 0; i < network.bits(); i++) {
            int mask = 0x80 >> (i % 8);
            if ((address[i / 8] & mask) != (network.bytes()[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
