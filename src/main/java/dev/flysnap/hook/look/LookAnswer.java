package dev.flysnap.hook.look;

import dev.flysnap.proof.FoundDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code look.sh} prints. Names come from the machine: nothing in them is trusted. */
final class LookAnswer {
    private static final Pattern NAME = Pattern.compile("==> \\./(.*) <==");

    /** Of the page size's two bytes one is zero. Behind it the next call of head may go on. */
    private static final Pattern HEADER = Pattern.compile("SQLite format 3.([rw]).*");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) \\./(.*)");
    private static final Pattern PROCESS = Pattern.compile("/proc/(\\d{1,10})/fd:");
    private static final Pattern ENVIRONMENT = Pattern.compile("/proc/(\\d{1,10})/environ");
    private static final Pattern COMM = Pattern.compile("/proc/(\\d{1,10})/comm:(.*)");
    private static final Pattern SIDECAR = Pattern.compile("-(?:wal|journal|shm)$");
    private static final Pattern FACT = Pattern.compile("@(\\w+) ?(.*)");
    private static final int KB_OF_A_MB = 1024;

    private final List<String> mounts;
    private final Optional<String> container;

    /** The folders as the machine itself calls them, by what the caller does. */
    private final Map<String, String> real = new LinkedHashMap<>();

    private final Map<String, String> facts = new HashMap<>();
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, Boolean> isWal = new LinkedHashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, List<String>> openBy = new TreeMap<>();
    private final Set<String> ours = new HashSet<>();
    private final Map<String, String> names = new TreeMap<>();
    private final List<String> litestream = new ArrayList<>();
    private final LitestreamLines litestreamLines = new LitestreamLines();

    private String mount = "";
    private String list = "";
    private String last = "";

    private LookAnswer(List<String> mounts, Optional<String> container) {
        this.mounts = mounts;
        this.container = container;
    }

    /**
     * Empty if it did not get to its end.
     *
     * @param mounts what the script was called with
     * @param container where it ran, on a machine of several
     */
    static Optional<MachineContents> read(
            String stdout, List<String> mounts, Optional<String> container) {
        LookAnswer answer = new LookAnswer(mounts, container);
        stdout.lines().forEach(answer::line);
        return answer.facts.containsKey("done") ? Optional.of(answer.contents()) : Optional.empty();
    }

    private void line(String line) {
        Matcher fact = FACT.matcher(line);
        if (fact.matches()) {
            fact(fact.group(1), fact.group(2));
            return;
        }
        switch (list) {
            case "headers" -> header(line);
            case "sizes" ->
                    matching(
                            SIZE,
                            line,
                            it -> sizes.put(path(it.group(2)), Long.parseLong(it.group(1))));
            case "open" -> open(line);
            case "ours" -> matching(ENVIRONMENT, line, it -> ours.add(it.group(1)));
            case "names" -> matching(COMM, line, it -> names.put(it.group(1), it.group(2)));
            default -> {
                // Something else that a shell prints.
            }
        }
    }

    private void fact(String name, String value) {
        litestreamLines.fact(name, value);
        switch (name) {
            case "mount" -> {
                String[] parts = value.split(" ", 2);
                int number = Integer.parseInt(parts[0]);
                mount = mounts.get(number - 1);
                real.put(mount, parts[1]);
            }
            case "setting" -> {
                String[] parts = value.split(" ", 2);
                settings.put(parts[0], parts[1]);
            }
            case "litestream" -> litestream.add(path(value.replaceFirst("^\\./", "")));
            case "headers", "sizes", "open", "ours", "names" -> list = name;
            default -> facts.put(name, value);
        }
    }

    private static void matching(Pattern form, String line, Consumer<Matcher> use) {
        Matcher matcher = form.matcher(line);
        if (matcher.matches()) {
            use.accept(matcher);
        }
    }

    private String path(String relative) {
        return "%s/%s".formatted(mount, relative);
    }

    private void header(String line) {
        Matcher name = NAME.matcher(line);
        Matcher header = HEADER.matcher(line);
        if (name.matches()) {
            last = path(name.group(1));
        } else if (header.matches() && !last.isEmpty()) {
            isWal.put(last, header.group(1).equals("w"));
        }
    }

    private void open(String line) {
        Matcher process = PROCESS.matcher(line);
        if (process.matches()) {
            last = process.group(1);
        } else {
            List<String> pids = openBy.computeIfAbsent(mounted(line), _ -> new ArrayList<>());
            if (!pids.contains(last)) {
                pids.add(last);
            }
        }
    }

    /** As the caller calls it. */
    private String mounted(String path) {
        return real.entrySet().stream()
                .filter(it -> path.startsWith(it.getValue() + "/"))
                .findFirst()
                .map(it -> it.getKey() + path.substring(it.getValue().length()))
                .orElse(path);
    }

    private String realOf(String path) {
        return real.entrySet().stream()
                .filter(it -> path.startsWith(it.getKey() + "/"))
                .findFirst()
                .map(it -> it.getValue() + path.substring(it.getKey().length()))
                .orElse(path);
    }

    private MachineContents contents() {
        List<FoundDatabase> databases = new ArrayList<>();
        isWal.forEach((path, wal) ->
                databases.add(
                        new FoundDatabase(
                                path,
                                realOf(path),
                                sizes.getOrDefault(path, 0L),
                                sizes.getOrDefault(path + "-wal", 0L),
                                wal,
                                processes(path))));
        databases.sort(Comparator.comparing(FoundDatabase::path));
        return new MachineContents(
                Optional.ofNullable(facts.get("sqlite3")),
                facts.containsKey("flysnap"),
                facts.containsKey("musl"),
                Optional.ofNullable(facts.get("memory_kb"))
                        .filter(it -> it.matches("\\d{1,10}"))
                        .map(it -> (int) (Long.parseLong(it) / KB_OF_A_MB)),
                facts.containsKey("litefs"),
                settings,
                databases,
                elsewhere(),
                litestream,
                litestreamLines.setup(),
                container,
                Optional.ofNullable(facts.get("truncated")));
    }

    private List<String> processes(String path) {
        return openBy.getOrDefault(path, List.of()).stream()
                .map(pid -> "%s (%s)".formatted(names.getOrDefault(pid, "process"), pid))
                .toList();
    }

    private Map<String, List<String>> elsewhere() {
        Map<String, List<String>> elsewhere = new TreeMap<>();
        openBy.keySet().stream()
                .filter(path -> mounts.stream().noneMatch(it -> path.startsWith(it + "/")))
                .filter(path -> !path.endsWith(" (deleted)"))
                .map(path -> SIDECAR.matcher(path).replaceFirst(""))
                .distinct()
                .filter(path ->
                        openBy.getOrDefault(path, List.of()).stream().anyMatch(ours::contains))
                .forEach(path -> elsewhere.put(path, processes(path)));
        return elsewhere;
    }
}
