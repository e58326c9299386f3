package dev.flysnap.cli.stored;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;

/** Where a parsed value goes. */
record StoredField(Field field, PlainFields fields) implements IGetter, ISetter {
    private static final String PICOCLI = "picocli.";

    static StoredField of(Field field, Object object) {
        return new StoredField(
                field,
                switch (object) {
                    case PlainFields plain -> plain;
                    case Object it when it.getClass().getName().startsWith(PICOCLI) ->
                            new HelpFlag();
                    default -> new Reflected(field, object);
                });
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T get() {
        return (T) fields.plainField(name());
    }

    @Override
    public <T> @Nullable T set(@Nullable T value) {
        T before = get();
        put(value);
        return before;
    }

    void put(@Nullable Object value) {
        fields.plainField(name(), value);
    }

    private String name() {
        return field.getDeclaringClass().getName() + "." + field.getName();
    }

    /** One of picocli's own: its parser asks what was parsed, and nobody asks for the field. */
    private static final class HelpFlag implements PlainFields {
        private @Nullable Object value = false;

        @Override
        public @Nullable Object plainField(String field) {
            return value;
        }

        @Override
        public void plainField(String field, @Nullable Object value) {
            this.value = value;
        }
    }

    /** Of a class that the build has not been at. */
    private record Reflected(Field field, Object object) implements PlainFields {
        Reflected {
            field.setAccessible(true);
        }

        @Override
        public @Nullable Object plainField(String name) {
            try {
                return field.get(object);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void plainField(String name, @Nullable Object value) {
            try {
                field.set(object, value);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
