package dev.flysnap.cli;

import dev.flysnap.hook.Grade;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Grades as people write them. */
final class Grades implements ITypeConverter<Grade> {
    @Override
    public Grade convert(String text) {
        try {
            return Grade.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
