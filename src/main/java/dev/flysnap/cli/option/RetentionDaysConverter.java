package dev.flysnap.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long Fly keeps snapshots: {@code 30d} or {@code 30}; 1 to 60 days. Source: Fly docs. */
public final class RetentionDaysConverter implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})d?");
    private static final int MAX_DAYS = 60;

    @Override
    public Integer convert(String text) {
        Matcher matcher = FORM.matcher(text);
        int days = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (days < 1 || days > MAX_DAYS) {
            throw new TypeConversionException(
                    "\"" + text + "\" is no retention: Fly keeps snapshots for 1d to 60d");
        }
        return days;
    }
}
