package dev.flysnap.agent.setting;

import dev.flysnap.contract.HookPaths;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the agent listens, and where its own client finds it. */
public final class ListenAddress {
    /** The same for the agent and its client, when neither is told by an option. */
    public static final String VARIABLE = "FLYSNAP_LISTEN";

    /** A Fly machine's name for its own address in the private network. */
    private static final String FLY_LOCAL = "fly-local-6pn";

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    /**
     * What was asked for; else what the environment says; else the machine's private address; else
     * loopback.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is no address, or the whole internet may
     *     reach it and {@code allowPublic} is false
     */
    public static InetSocketAddress choose(
            Optional<String> asked, Map<String, String> environment, boolean allowPublic) {
        InetSocketAddress address =
                asked.or(() -> Optional.ofNullable(environment.get(VARIABLE)))
                        .map(ListenAddress::parse)
                        .orElseGet(() -> byDefault(environment));
        if (!allowPublic && !isPrivate(address.getAddress())) {
            throw AgentProblems.listenPublic(text(address)).exception();
        }
        return address;
    }

    private static InetSocketAddress byDefault(Map<String, String> environment) {
        String own = environment.getOrDefault("FLY_PRIVATE_IP", "");
        if (!own.isBlank()) {
            return new InetSocketAddress(resolve(own), HookPaths.DEFAULT_PORT);
        }
        return new InetSocketAddress(
                found(FLY_LOCAL).orElseGet(InetAddress::getLoopbackAddress),
                HookPaths.DEFAULT_PORT);
    }

    private static InetSocketAddress parse(String value) {
        Matcher parts = FORM.matcher(value.strip());
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
            throw AgentProblems.listenMalformed(value).exception();
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return new InetSocketAddress(resolve(host), Integer.parseInt(parts.group(3)));
    }

    private static InetAddress resolve(String host) {
        return found(host).orElseThrow(() -> AgentProblems.listenUnresolved(host).exception());
    }

    /** A name of several addresses means the first, for the agent and its client alike. */
    private static Optional<InetAddress> found(String host) {
        try {
            return Optional.of(InetAddress.getAllByName(host)[0]);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Loopback, Fly's private network (fdaa::/16, of fc00::/7), and the private IPv4 ranges. */
    public static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return address.isLoopbackAddress() || uniqueLocal || address.isSiteLocalAddress();
    }

    /** As it stands in a URL. */
    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private ListenAddress() {}
}
