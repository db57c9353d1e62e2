package org.junicorn.container;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses and networks as a list of IP addresses and CIDR blocks, or {@code *} for all (gunicorn: forwarded_allow_ips).
 * Nothing is ever looked up by name. Immutable.
 */
public final class Networks {
    private static final Pattern FOUR = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final boolean all;
    private final List<Network> networks;

    private record Network(byte[] bytes, int bits) {
        /** Asked about each request's client: nothing is copied. */
        boolean contains(byte[] address) {
            if (address.length != bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (((address[i] ^ bytes[i]) & mask(bits, i)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private Networks(boolean all, List<Network> networks) {
        this.all = all;
        this.networks = List.copyOf(networks);
    }

    /**
     * Reads a list.
     *
     * @param texts each an address, an address with {@code /BITS}, or {@code *}
     * @throws IllegalArgumentException with a message that says what is wrong and what to write
     */
    public static Networks parse(List<String> texts) {
        boolean all = false;
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            if (text.equals("*")) {
                all = true;
            } else {
                networks.add(network(text, false));
            }
        }
        return new Networks(all, networks);
    }

    /**
     * Reads one address or network as Tomcat does: bits behind the network do not count, {@code 10.1.2.3/8} is {@code
     * 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException with a message that says what is wrong and what to write
     */
    public static Networks masking(String text) {
        return new Networks(false, List.of(network(text, true)));
    }

    private static Network network(String text, boolean masking) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            throw new IllegalArgumentException(
                    text + " is no address and no network; write 10.0.0.7, 10.0.0.0/8, fd00::/8, or * for all");
        }
        byte[] bytes = address.get().getAddress();
        int most = bytes.length * 8;
        if (slash < 0) {
            return new Network(bytes, most);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most) {
            throw new IllegalArgumentException(text + " has no number of bits from 0 to " + most + " after the slash");
        }
        byte[] network = masked(bytes, Integer.parseInt(bits));
        if (!masking && !Arrays.equals(network, bytes)) {
            // As gunicorn: whoever writes 10.1.2.3/8 may mean the address or the network.
            throw new IllegalArgumentException(text + " has bits of a host behind its network; write "
                    + text(network) + "/" + bits + " for the network, or " + text.substring(0, slash)
                    + " for the one address");
        }
        return new Network(bytes, Integer.parseInt(bits));
    }

    private static String text(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] = (byte) (masked[i] & mask(bits, i));
        }
        return masked;
    }

    /** Which bits of this byte belong to the network. */
    private static int mask(int bits, int index) {
        int kept = Math.max(0, Math.min(8, bits - 8 * index));
        return 0xff << (8 - kept) & 0xff;
    }

    public boolean contains(InetAddress address) {
        if (all) {
            return true;
        }
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** Whether no address at all is in it. */
    public boolean isEmpty() {
        return !all && networks.isEmpty();
    }

    /**
     * An address from its literal form, four numbers or IPv6 without brackets and zone. An IPv4 address that is written as
     * an IPv6 one ({@code ::ffff:10.0.0.1}) is the IPv4 address. Empty for anything else, names included.
     */
    public static Optional<InetAddress> address(String text) {
        Matcher four = FOUR.matcher(text);
        if (four.matches()) {
            byte[] bytes = new byte[4];
            for (int i = 0; i < 4; i++) {
                String part = four.group(i + 1);
                int number = Integer.parseInt(part);
                // A leading 0 is octal for some and decimal for others.
                if (number > 255 || part.length() > 1 && part.startsWith("0")) {
                    return Optional.empty();
                }
                bytes[i] = (byte) number;
            }
            return of(bytes);
        }
        if (text.length() > 45 || !SIX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> of(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
