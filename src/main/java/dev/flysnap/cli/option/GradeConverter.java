package dev.flysnap.cli.option;

import dev.flysnap.proof.Grade;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Grades as people write them. */
public final class GradeConverter implements ITypeConverter<Grade> {
    @Override
    public Grade convert(String text) {
        try {
            return Grade.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
