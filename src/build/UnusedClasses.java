import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code java UnusedClasses.java}: patterns for {@code jlink --exclude-resources} of what the agent cannot reach: java's own
 * XML parsers, a quarter of a small java (java.sql needs the module for its interfaces; the stores, which the agent does not
 * have, do parse XML), and keytool's texts. Of each package one class stays, as jlink wants none of them empty.
 */
final class UnusedClasses {
    private static final List<String> UNUSED =
            List.of(
                    "/modules/java.xml/com/sun",
                    "/modules/java.xml/jdk/xml/internal/jdkcatalog",
                    "/modules/java.base/sun/security/tools/keytool");

    public static void main(String[] arguments) throws IOException {
        for (String root : UNUSED) {
            Path top = FileSystems.getFileSystem(URI.create("jrt:/")).getPath(root);
            try (Stream<Path> files = Files.walk(top)) {
                Map<Path, List<Path>> packages =
                        files.filter(Files::isRegularFile)
                                .collect(
                                        Collectors.groupingBy(
                                                Path::getParent, TreeMap::new, Collectors.toList()));
                packages.forEach(UnusedClasses::print);
            }
        }
    }

    private static void print(Path folder, List<Path> files) {
        Path kept = files.stream().min(Comparator.comparingLong(UnusedClasses::size)).orElseThrow();
        System.out.printf(
                "regex:\\Q%s/\\E(?!\\Q%s\\E)[^/]+%n",
                folder.toString().replaceFirst("/modules", ""), kept.getFileName());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private UnusedClasses() {}
}
