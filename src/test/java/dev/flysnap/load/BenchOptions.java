package dev.flysnap.load;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the measurements that start flysnap take from their command line. */
final class BenchOptions {

    /** The option's value, which is taken out of what is given. */
    static Optional<String> value(List<String> given, String option) {
        int at = given.indexOf(option);
        if (at < 0 || at + 1 >= given.size()) {
            return Optional.empty();
        }
        given.remove(at);
        return Optional.of(given.remove(at));
    }

    /** {@code --program}, or the program of the sources that this class is from. */
    static Path program(List<String> given) throws URISyntaxException {
        Path classes =
                Path.of(
                        BenchOptions.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        return value(given, "--program")
                .map(Path::of)
                .orElseGet(() -> classes.resolve("../../bin/flysnap").normalize())
                .toAbsolutePath();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private BenchOptions() {}
}
