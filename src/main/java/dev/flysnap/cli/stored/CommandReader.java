package dev.flysnap.cli.stored;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes a command of what {@link CommandWriter} wrote. */
public final class CommandReader {
    static final int END = 0;
    static final int OPTION = 1;
    static final int POSITIONAL = 2;
    static final int MIXIN = 3;

    /** picocli's own, which knows lists and maps, first looks for Groovy in every library. */
    private static final IFactory FACTORY = new Factory();

    private final DataInputStream from;

    private CommandReader(DataInputStream from) {
        this.from = from;
    }

    /**
     * @return empty where there is no such file, or it does not fit the program
     */
    public static Optional<CommandLine> read(Path file) {
        try {
            return Optional.of(new CommandLine(read(Files.readAllBytes(file)), FACTORY));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static CommandSpec read(byte[] bytes) throws IOException {
        try {
            return new CommandReader(new DataInputStream(new ByteArrayInputStream(bytes)))
                    .command();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private CommandSpec command() throws IOException, ReflectiveOperationException {
        return command(made(Class.forName(from.readUTF())));
    }

    private CommandSpec command(Object object) throws IOException, ReflectiveOperationException {
        CommandSpec command = CommandSpec.wrapWithoutInspection(object, FACTORY);
        command.name(from.readUTF());
        command.usageMessage().description(texts()).footer(texts()).hidden(from.readBoolean());
        for (int left = from.readInt(); left > 0; left--) {
            field(object).put(command);
        }
        for (int kind = from.readByte(); kind != END; kind = from.readByte()) {
            switch (kind) {
                case OPTION -> command.addOption(option(argument(object)));
                case POSITIONAL -> command.addPositional(positional(argument(object)));
                default -> mixin(command, object);
            }
        }
        for (int left = from.readInt(); left > 0; left--) {
            command.addSubcommand(from.readUTF(), new CommandLine(command(), FACTORY));
        }
        return command;
    }

    private void mixin(CommandSpec command, Object object)
            throws IOException, ReflectiveOperationException {
        String name = from.readUTF();
        Optional<StoredField> field =
                from.readBoolean() ? Optional.of(field(object)) : Optional.empty();
        CommandSpec mixin = command();
        if (field.isPresent()) {
            field.get().put(mixin.userObject());
        }
        command.addMixin(name, mixin);
    }

    /** What options and parameters have in common; picocli has no public name for that. */
    private record Argument(
            StoredField binding,
            List<String> description,
            @Nullable String descriptionKey,
            String label,
            String arity,
            String split,
            @Nullable String defaultValue,
            boolean isRequired,
            boolean isHidden,
            boolean hidesSyntax,
            List<Class<?>> types,
            List<ITypeConverter<?>> converters) {}

    private Argument argument(Object object) throws IOException, ReflectiveOperationException {
        StoredField binding = field(object);
        return new Argument(
                binding,
                List.of(texts()),
                optional(),
                from.readUTF(),
                from.readUTF(),
                from.readUTF(),
                optional(),
                from.readBoolean(),
                from.readBoolean(),
                from.readBoolean(),
                types(binding.field().getType()),
                converters());
    }

    private OptionSpec option(Argument argument) throws IOException, ReflectiveOperationException {
        return OptionSpec.builder(texts())
                .usageHelp(from.readBoolean())
                .versionHelp(from.readBoolean())
                .userObject(argument.binding.field())
                .getter(argument.binding)
                .setter(argument.binding)
                .initialValue(argument.binding.get())
                .description(argument.description.toArray(String[]::new))
                .descriptionKey(argument.descriptionKey)
                .paramLabel(argument.label)
                .arity(argument.arity)
                .splitRegex(argument.split)
                .defaultValue(argument.defaultValue)
                .required(argument.isRequired)
                .hidden(argument.isHidden)
                .hideParamSyntax(argument.hidesSyntax)
                .type(argument.binding.field().getType())
                .auxiliaryTypes(argument.types.toArray(Class<?>[]::new))
                .converters(argument.converters.toArray(ITypeConverter<?>[]::new))
                .build();
    }

    private PositionalParamSpec positional(Argument argument)
            throws IOException, ReflectiveOperationException {
        return PositionalParamSpec.builder()
                .index(from.readUTF())
                .userObject(argument.binding.field())
                .getter(argument.binding)
                .setter(argument.binding)
                .initialValue(argument.binding.get())
                .description(argument.description.toArray(String[]::new))
                .descriptionKey(argument.descriptionKey)
                .paramLabel(argument.label)
                .arity(argument.arity)
                .splitRegex(argument.split)
                .defaultValue(argument.defaultValue)
                .required(argument.isRequired)
                .hidden(argument.isHidden)
                .hideParamSyntax(argument.hidesSyntax)
                .type(argument.binding.field().getType())
                .auxiliaryTypes(argument.types.toArray(Class<?>[]::new))
                .converters(argument.converters.toArray(ITypeConverter<?>[]::new))
                .build();
    }

    private List<Class<?>> types(Class<?> ofField)
            throws IOException, ReflectiveOperationException {
        List<Class<?>> types = new ArrayList<>();
        for (String name : texts()) {
            types.add(Class.forName(name));
        }
        return types.isEmpty() ? List.of(ofField) : types;
    }

    private List<ITypeConverter<?>> converters() throws IOException, ReflectiveOperationException {
        List<ITypeConverter<?>> converters = new ArrayList<>();
        for (String name : texts()) {
            converters.add((ITypeConverter<?>) made(Class.forName(name)));
        }
        return converters;
    }

    private StoredField field(Object object) throws IOException, ReflectiveOperationException {
        return StoredField.of(
                Class.forName(from.readUTF()).getDeclaredField(from.readUTF()), object);
    }

    private @Nullable String optional() throws IOException {
        return from.readBoolean() ? from.readUTF() : null;
    }

    private String[] texts() throws IOException {
        String[] texts = new String[from.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = from.readUTF();
        }
        return texts;
    }

    private static <T> T made(Class<T> type) throws ReflectiveOperationException {
        Constructor<T> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static final class Factory implements IFactory {
        @Override
        public <T> T create(Class<T> type) throws Exception {
            return type.isInterface() ? CommandLine.defaultFactory().create(type) : made(type);
        }
    }
}
