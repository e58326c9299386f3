package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what a machine sees on Fly by what exists on this computer: the mount path by the
 * volume's directory, and {@code fly-local-6pn}, Fly's name for a machine's private address, by the
 * machine's loopback address.
 *
 * <p>A mount path must match whole path segments: {@code /data}, {@code /data/app.db}, {@code
 * file:/data/x} and {@code sqlite:////data/x}, but not {@code /database}, {@code /mnt/data}, {@code
 * $HOME/data} or {@code http://data/}.
 */
final class MountPathRewriter {
    private static final Pattern PRIVATE_HOSTNAME =
            Pattern.compile("(?<![A-Za-z0-9_.-])fly-local-6pn(?![A-Za-z0-9_.-])");

    private final UnaryOperator<String> replacement;

    /**
     * @param privateIp the machine's loopback address
     */
    MountPathRewriter(Optional<Machinery.Mount> mount, String privateIp) {
        UnaryOperator<String> paths =
                mount.map(MountPathRewriter::rewriter).orElse(UnaryOperator.identity());
        String ip = Matcher.quoteReplacement(privateIp);
        this.replacement = text -> PRIVATE_HOSTNAME.matcher(paths.apply(text)).replaceAll(ip);
    }

    List<String> rewrite(List<String> arguments) {
        return arguments.stream().map(replacement).toList();
    }

    Map<String, String> rewrite(Map<String, String> environment) {
        Map<String, String> replaced = new TreeMap<>();
        environment.forEach((name, value) -> replaced.put(name, replacement.apply(value)));
        return replaced;
    }

    private static UnaryOperator<String> rewriter(Machinery.Mount mount) {
        String path = mount.path().replaceAll("/+$", "");
        if (path.isEmpty()) {
            throw new IllegalArgumentException("A volume cannot be mounted at /");
        }
        String before = "(?:(?<![A-Za-z0-9_.~/})\\]*?%+-])|(?<=://)|(?<=:///))";
        Pattern whole = Pattern.compile(before + Pattern.quote(path) + "(?![A-Za-z0-9_.~-])");
        String directory = Matcher.quoteReplacement(mount.directory().toString());
        return text -> whole.matcher(text).replaceAll(directory);
    }
}
