package dev.flysnap.cli.stored;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IAnnotatedElement;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes down a command and its subcommands, for {@link CommandReader}. */
public final class CommandWriter {
    private final DataOutputStream to;

    private CommandWriter(DataOutputStream to) {
        this.to = to;
    }

    /** Whether all of it would come back: not everything that picocli knows is written. */
    public static boolean canWrite(CommandSpec command) {
        return command.argGroups().isEmpty()
                && command.parentCommandElements().isEmpty()
                && command.unmatchedArgsBindings().isEmpty()
                && command.args().stream().allMatch(it -> it.userObject() instanceof Field)
                && command.subcommands().values().stream()
                        .allMatch(it -> canWrite(it.getCommandSpec()));
    }

    public static byte[] bytes(CommandSpec command) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new CommandWriter(new DataOutputStream(bytes)).command(command);
        return bytes.toByteArray();
    }

    private void command(CommandSpec command) throws IOException {
        to.writeUTF(command.userObject().getClass().getName());
        to.writeUTF(command.name());
        texts(command.usageMessage().description());
        texts(command.usageMessage().footer());
        to.writeBoolean(command.usageMessage().hidden());
        to.writeInt(command.specElements().size());
        for (IAnnotatedElement element : command.specElements()) {
            field((Field) element.userObject());
        }
        parts(command);
        to.writeInt(command.subcommands().size());
        for (Map.Entry<String, CommandLine> it : command.subcommands().entrySet()) {
            to.writeUTF(it.getKey());
            command(it.getValue().getCommandSpec());
        }
    }

    /** Its arguments in their order, those of a mixin together. */
    @SuppressWarnings("ReferenceEquality") // two commands may have equal options
    private void parts(CommandSpec command) throws IOException {
        Set<ArgSpec> written = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ArgSpec argument : command.args()) {
            if (written.contains(argument)) {
                continue;
            }
            for (Map.Entry<String, CommandSpec> mixin : command.mixins().entrySet()) {
                if (mixin.getValue().args().stream().anyMatch(it -> it == argument)) {
                    mixin(command, mixin.getKey(), mixin.getValue());
                    written.addAll(mixin.getValue().args());
                }
            }
            if (written.add(argument)) {
                to.writeByte(argument.isOption() ? CommandReader.OPTION : CommandReader.POSITIONAL);
                argument(argument);
            }
        }
        to.writeByte(CommandReader.END);
    }

    private void mixin(CommandSpec command, String name, CommandSpec mixin) throws IOException {
        to.writeByte(CommandReader.MIXIN);
        to.writeUTF(name);
        IAnnotatedElement element = command.mixinAnnotatedElements().get(name);
        to.writeBoolean(element != null);
        if (element != null) {
            field((Field) element.userObject());
        }
        command(mixin);
    }

    private void argument(ArgSpec argument) throws IOException {
        field((Field) argument.userObject());
        texts(argument.description());
        optional(argument.descriptionKey());
        to.writeUTF(argument.paramLabel());
        to.writeUTF(argument.arity().toString());
        to.writeUTF(argument.splitRegex());
        optional(argument.defaultValue());
        to.writeBoolean(argument.required());
        to.writeBoolean(argument.hidden());
        to.writeBoolean(argument.hideParamSyntax());
        texts(
                Arrays.stream(argument.auxiliaryTypes())
                        .filter(it -> !it.isPrimitive())
                        .map(Class::getName)
                        .toArray(String[]::new));
        texts(
                Arrays.stream(argument.converters())
                        .map(it -> it.getClass().getName())
                        .toArray(String[]::new));
        switch (argument) {
            case OptionSpec option -> {
                texts(option.names());
                to.writeBoolean(option.usageHelp());
                to.writeBoolean(option.versionHelp());
            }
            case PositionalParamSpec positional -> to.writeUTF(positional.index().toString());
            default -> throw new IllegalStateException("neither option nor parameter: " + argument);
        }
    }

    private void optional(@Nullable String text) throws IOException {
        to.writeBoolean(text != null);
        if (text != null) {
            to.writeUTF(text);
        }
    }

    private void field(Field field) throws IOException {
        to.writeUTF(field.getDeclaringClass().getName());
        to.writeUTF(field.getName());
    }

    private void texts(String[] texts) throws IOException {
        to.writeInt(texts.length);
        for (String text : texts) {
            to.writeUTF(text);
        }
    }
}
