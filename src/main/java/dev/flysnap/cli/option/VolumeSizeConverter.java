package dev.flysnap.cli.option;

import dev.flysnap.fly.resource.CreateVolume;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A volume's size in whole GB: 1 to 500. Source: Fly docs, Volumes. */
public final class VolumeSizeConverter implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("\\d{1,3}");

    @Override
    public Integer convert(String text) {
        Matcher matcher = FORM.matcher(text);
        int size = matcher.matches() ? Integer.parseInt(text) : 0;
        if (size < 1 || size > CreateVolume.MAX_GB) {
            throw new TypeConversionException(
                    "\"%s\" is not a size: Fly's volumes have 1 to %d GB"
                            .formatted(text, CreateVolume.MAX_GB));
        }
        return size;
    }
}
