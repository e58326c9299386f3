package dev.flysnap.setup.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The production databases of a Rails app: from config/database.yml, else where Rails 8 and
 * dockerfile-rails put them.
 */
final class RailsDatabases {
    /** Solid Cache, Solid Queue and Solid Cable have one each. */
    static final List<String> SOLID = List.of("_cache", "_queue", "_cable");

    /** Of an image that dockerfile-rails or Rails itself wrote. */
    static final String WORKING_DIRECTORY = "/rails";

    private static final Pattern VALUE = Pattern.compile("\\s+(?:database|url):\\s*(.+?)\\s*");
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "ENV(?:\\.fetch\\(|\\[)\\s*[\"'](?<name>\\w+)[\"']\\s*(?:,\\s*[\"'](?<default>[^\"']*)[\"'])?");
    private static final Pattern APPENDED =
            Pattern.compile("path\\s*\\+=\\s*[\"'](?<suffix>[\\w.-]+)[\"']");

    /**
     * As they are written, with the variables' values put in.
     *
     * @param text of config/database.yml
     */
    static List<String> production(String text, Map<String, String> environment) {
        List<String> values = new ArrayList<>();
        boolean isProduction = false;
        for (String line : text.lines().toList()) {
            if (!line.isBlank()
                    && !Character.isWhitespace(line.charAt(0))
                    && line.charAt(0) != '#') {
                isProduction = line.startsWith("production:");
            }
            Matcher value = VALUE.matcher(line);
            if (isProduction && value.matches()) {
                resolved(value.group(1), environment).ifPresent(values::add);
            }
        }
        return values;
    }

    private static Optional<String> resolved(String value, Map<String, String> environment) {
        Matcher variable = VARIABLE.matcher(value);
        if (!value.contains("<%")) {
            return Optional.of(value.replaceAll("^[\"']|[\"']$", ""));
        }
        if (!variable.find()) {
            return Optional.empty();
        }
        Matcher appended = APPENDED.matcher(value);
        String suffix = appended.find() ? appended.group("suffix") : "";
        return Optional.ofNullable(environment.get(variable.group("name")))
                .or(() -> Optional.ofNullable(variable.group("default")))
                .map(it -> it.replaceFirst("\\?.*", "") + suffix);
    }

    /** What Rails 8 makes in its storage folder. */
    static List<String> inStorage(String folder) {
        List<String> paths = new ArrayList<>(List.of(folder + "/production.sqlite3"));
        SOLID.forEach(it -> paths.add("%s/production%s.sqlite3".formatted(folder, it)));
        return paths;
    }

    private RailsDatabases() {}
}
