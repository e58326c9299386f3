package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.portable.retain.RetentionKind;
import dev.flysnap.portable.retain.RetentionPeriod;
import dev.flysnap.portable.retain.RetentionPolicy;
import dev.flysnap.proof.Labels;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which copies are kept; each rule means what it means for restic. */
final class KeepOptions {
    @Option(
            names = "--keep-last",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The newest N. Like the others: a number, or unlimited.")
    private Optional<Integer> last;

    @Option(
            names = "--keep-hourly",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The newest of each hour, for the last N hours that have one.")
    private Optional<Integer> hourly;

    @Option(
            names = "--keep-daily",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The same by days, in UTC.")
    private Optional<Integer> daily;

    @Option(
            names = "--keep-weekly",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The same by weeks, which begin on Monday.")
    private Optional<Integer> weekly;

    @Option(
            names = "--keep-monthly",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The same by months.")
    private Optional<Integer> monthly;

    @Option(
            names = "--keep-yearly",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "The same by years.")
    private Optional<Integer> yearly;

    @Option(
            names = "--keep-within",
            paramLabel = "PERIOD",
            description =
                    "All within this period before the newest: years, months, days and hours, such as 1y6m14d12h.")
    private Optional<String> within;

    @Option(
            names = "--keep-label",
            paramLabel = "NAME=TEXT",
            description = "All with this label; may be repeated, then with one of them.")
    private List<String> labels = List.of();

    RetentionPolicy policy(CommandSpec spec) {
        Map<RetentionKind, Integer> counts = new EnumMap<>(RetentionKind.class);
        last.ifPresent(it -> counts.put(RetentionKind.LAST, it));
        hourly.ifPresent(it -> counts.put(RetentionKind.HOURLY, it));
        daily.ifPresent(it -> counts.put(RetentionKind.DAILY, it));
        weekly.ifPresent(it -> counts.put(RetentionKind.WEEKLY, it));
        monthly.ifPresent(it -> counts.put(RetentionKind.MONTHLY, it));
        yearly.ifPresent(it -> counts.put(RetentionKind.YEARLY, it));
        return new RetentionPolicy(
                counts,
                within.map(it -> OptionParser.parse(spec, it, RetentionPeriod::parse)),
                labels.stream()
                        .map(it -> OptionParser.parse(spec, List.of(it), Labels::parse))
                        .toList());
    }

    /** A number from 1 on, or {@code unlimited}. */
    static final class CountConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.equals("unlimited")) {
                return RetentionPolicy.UNLIMITED;
            }
            try {
                int count = Integer.parseInt(text);
                if (count > 0) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException(
                    "\"%s\" is not a number of copies: 1 or more, or unlimited".formatted(text));
        }
    }
}
