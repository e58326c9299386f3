package dev.flysnap.load;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code bin/bench image}: the size of flysnap's image, and of the folder in it. */
final class ImageBenchMain {
    private static final String HELP =
            """
            Usage: bin/bench image [--check] [--json FILE]
              The whole root file system that bin/image makes, as it lies on a disk and as a
              compressed tar; and the folder of flysnap and its java in it, which apps copy.
              --check     exit code 13 where either is above 75 MB compressed, or 200 MB
            """;
    private static final int USAGE = 2;
    private static final double MOST_MB = 75;
    private static final double MOST_ON_DISK_MB = 200;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        Optional<Path> folder = BenchOptions.value(given, "--folder").map(Path::of);
        if (!given.isEmpty() || folder.isEmpty()) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        Map<String, Double> figures = new TreeMap<>();
        Path root = folder.orElseThrow();
        boolean isImage = FolderSize.of(root).isMet("image", figures, MOST_ON_DISK_MB, MOST_MB);
        boolean isFolder =
                FolderSize.of(root.resolve("opt/flysnap"))
                        .isMet("folder", figures, MOST_ON_DISK_MB, MOST_MB);
        boolean met = isImage && isFolder;
        if (json.isPresent()) {
            Json.Obj numbers = Json.Obj.empty();
            for (Map.Entry<String, Double> it : figures.entrySet()) {
                numbers =
                        numbers.with(
                                it.getKey(),
                                new Json.Num(String.format(Locale.ROOT, "%.1f", it.getValue())));
            }
            Files.writeString(json.get(), JsonText.printPretty(numbers) + "\n");
        }
        System.exit(check && !met ? ExitCode.CHECK_NOT_MET.number() : 0);
    }

    private ImageBenchMain() {}
}
