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
 * have, do parse XML), keytool, FTP, and the names of characters. Of each package one class stays, as jlink wants none of
 * them empty. Java does without its own texts in other languages than English, and takes a charset whose class is missing
 * for one that it does not know: those of several bytes that are not Unicode are half a megabyte.
 */
final class UnusedClasses {
    private static final List<String> UNUSED =
            List.of(
                    "/modules/java.xml/com/sun",
                    "/modules/java.xml/javax/xml/catalog",
                    "/modules/java.xml/javax/xml/datatype",
                    "/modules/java.xml/javax/xml/validation",
                    "/modules/java.xml/javax/xml/xpath",
                    "/modules/java.xml/jdk/xml/internal",
                    "/modules/java.base/jdk/internal/classfile/impl/verifier",
                    "/modules/java.base/sun/net/ftp",
                    "/modules/java.base/sun/net/www/protocol/ftp",
                    "/modules/java.base/sun/security/tools/keytool");

    private static final List<String> PATTERNS =
            List.of(
                    // Names of characters.
                    "/java.base/java/lang/uniName.dat",
                    // Ciphers that TLS does not use yet.
                    "regex:/java\\.base/.*/ML_(DSA|KEM)[^/]*",
                    // Charsets.
                    "regex:/java\\.base/sun/nio/cs/(Big5|EUC_|GB|HKSCS|IBM|JIS_X|Johab|MS932|SJIS)[^/]*",
                    // Texts in other languages than English.
                    "regex:/java\\.base/sun/(launcher|security/util)/resources/[^/]+_(de|es|fr|it|ja|ko|pt|sv|zh)[^/]*");

    public static void main(String[] arguments) throws IOException {
        PATTERNS.forEach(System.out::println);
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
