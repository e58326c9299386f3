package dev.flysnap.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param path relative to the root of the project
 */
record MarkdownPage(Path path, String text) {
    private static final Pattern FENCE =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern OF_THE_WEB = Pattern.compile("[a-z]+:.*");

    /** A fenced block, with what stands behind its first fence. */
    record Block(String language, String text) {}

    static MarkdownPage read(Path path) {
        try {
            return new MarkdownPage(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        return FENCE.matcher(text)
                .results()
                .map(fence -> new Block(fence.group(1), fence.group(2)))
                .toList();
    }

    /** What stands between backticks in running text. */
    List<String> codeSpans() {
        return CODE.matcher(prose())
                .results()
                .map(span -> span.group(1).replaceAll("\\s+", " "))
                .toList();
    }

    /** The targets of all links but those to the web. */
    List<String> links() {
        return LINK.matcher(CODE.matcher(prose()).replaceAll("code"))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !OF_THE_WEB.matcher(target).matches())
                .toList();
    }

    /** What is wrong with a link of this page; empty when it leads somewhere. */
    Optional<String> problemWith(String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? path : path.resolveSibling(file).normalize();
        if (!Files.exists(target) || target.isAbsolute() || target.startsWith("..")) {
            return Optional.of("%s: there is no %s".formatted(path, link));
        }
        if (hash < 0) {
            return Optional.empty();
        }
        MarkdownPage page = target.equals(path) ? this : read(target);
        return page.anchors().contains(link.substring(hash + 1))
                ? Optional.empty()
                : Optional.of("%s: %s has no such heading".formatted(path, link));
    }

    /** The names that GitHub gives to the headings. */
    private Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (MatchResult heading : HEADING.matcher(prose()).results().toList()) {
            String name =
                    heading.group(1)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-');
            int before = seen.merge(name, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? name : name + "-" + before);
        }
        return anchors;
    }

    private String prose() {
        return FENCE.matcher(text).replaceAll("");
    }

    /** The lines of this page's blocks that a user types, continued ones as one. */
    List<String> typedLines() {
        List<String> lines = new ArrayList<>();
        for (Block block : blocks()) {
            String text = block.text().replaceAll("\\\\\\n\\s*", "");
            switch (block.language()) {
                case "console" ->
                        text.lines()
                                .filter(line -> line.startsWith("$ "))
                                .map(line -> line.substring(2))
                                .forEach(lines::add);
                case "sh" -> text.lines().filter(line -> !line.startsWith("#")).forEach(lines::add);
                default -> {}
            }
        }
        return lines;
    }
}
