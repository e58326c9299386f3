package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * A hook's address as users write it: {@code http://[{private_ip}]:8099}, with {@code
 * {machine_id}}, {@code {private_ip}} and {@code {app}} replaced for each machine.
 */
public final class HookAddress {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");
    private static final Set<String> PLACEHOLDERS = Set.of("machine_id", "private_ip", "app");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|::1");

    /** Fly's private network: its addresses, its names, its private load balancer's names. */
    private static final Pattern PRIVATE_NETWORK =
            Pattern.compile("fdaa:[0-9a-f:]+|(?:[^.]+\\.)+internal|(?:[^.]+\\.)+flycast");

    private final String template;

    private HookAddress(String template) {
        this.template = template;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is not an http(s) URL, has an unknown
     *     placeholder, or would send the token over a network that others can read
     */
    public static HookAddress parse(String template) {
        Matcher placeholders = PLACEHOLDER.matcher(template);
        while (placeholders.find()) {
            if (!PLACEHOLDERS.contains(placeholders.group(1))) {
                throw TransportProblems.unknownPlaceholder(template, placeholders.group())
                        .exception();
            }
        }
        HookAddress address = new HookAddress(template.strip());
        address.resolve("shop", "1857156b526dd8", "fdaa:0:1:a7b:1::2");
        return address;
    }

    /**
     * The URL of one machine's hook, without the contract's path.
     *
     * @throws dev.flysnap.problem.FlysnapException as {@link #parse} does, or if the machine has no
     *     private address and one is needed
     */
    public HttpUrl forMachine(AppName app, Machine machine) {
        if (template.contains("{private_ip}") && machine.privateIp().isEmpty()) {
            throw TransportProblems.noPrivateIp(template, machine.id()).exception();
        }
        return resolve(app.value(), machine.id().value(), machine.privateIp().orElse(""));
    }

    /**
     * The URL if no machine is known.
     *
     * @throws dev.flysnap.problem.FlysnapException if it has placeholders for a machine
     */
    public HttpUrl withoutMachine(Optional<AppName> app) {
        if (!isMachineIndependent() || (app.isEmpty() && template.contains("{app}"))) {
            throw TransportProblems.needsMachine(withoutUser()).exception();
        }
        return resolve(app.map(AppName::value).orElse(""), "", "");
    }

    /** Whether it is the same for every machine. */
    public boolean isMachineIndependent() {
        return !template.contains("{private_ip}") && !template.contains("{machine_id}");
    }

    /** Whether it is on this computer for every machine. */
    public boolean isAlwaysOnThisComputer() {
        return isMachineIndependent() && LOOPBACK.matcher(resolve("shop", "", "").host()).matches();
    }

    /** Whether it is on this computer: a simulated machine, or the end of a tunnel. */
    public boolean isOnThisComputer(Machine machine) {
        return LOOPBACK.matcher(host(machine)).matches();
    }

    /**
     * Whether it is reached only from inside Fly's private network, or from this computer itself.
     */
    public boolean isInPrivateNetwork(Machine machine) {
        return isOnThisComputer(machine) || PRIVATE_NETWORK.matcher(host(machine)).matches();
    }

    private String host(Machine machine) {
        return resolve("shop", machine.id().value(), machine.privateIp().orElse("::1")).host();
    }

    private HttpUrl resolve(String app, String machine, String privateIp) {
        String host = privateIp.contains(":") ? "[" + privateIp + "]" : privateIp;
        String text =
                template.replace("{app}", app)
                        .replace("{machine_id}", machine)
                        .replace("[{private_ip}]", host)
                        .replace("{private_ip}", host)
                        .replaceFirst("(?:" + HookPaths.BASE + ")?/*$", "");
        HttpUrl url = HttpUrl.parse(text);
        if (url == null
                || !url.username().isEmpty()
                || url.query() != null
                || url.fragment() != null) {
            throw TransportProblems.malformedAddress(withoutUser()).exception();
        }
        if (!url.isHttps()
                && !LOOPBACK.matcher(url.host()).matches()
                && !PRIVATE_NETWORK.matcher(url.host()).matches()) {
            throw TransportProblems.insecureAddress(withoutUser()).exception();
        }
        return url;
    }

    private String withoutUser() {
        return template.replaceAll("//[^/]*@", "//");
    }

    @Override
    public String toString() {
        return withoutUser();
    }
}
