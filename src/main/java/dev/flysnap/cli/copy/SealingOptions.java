package dev.flysnap.cli.copy;

import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a copy is compressed, and to whom it is encrypted. */
final class SealingOptions {
    private static final String NONE = "none";

    @Option(
            names = "--recipient",
            paramLabel = "age1…",
            description =
                    "Encrypt to this age recipient, as age-keygen prints it; may be repeated. Only the identity is needed to read it.")
    private List<String> recipients = List.of();

    @Option(
            names = "--recipients-file",
            paramLabel = "FILE",
            description = "Encrypt to the recipients in this file, one a line.")
    private Optional<Path> recipientsFile;

    @Option(names = "--plaintext", description = "Keep the copy in a store without encrypting it.")
    boolean plaintext;

    @Option(
            names = "--compress",
            paramLabel = "LEVEL",
            description =
                    "zstd's level, 1 to 19, or none. Default: 3 in a store; none for a stream and for a file, unless its name ends in .zst or .zst.age.")
    private Optional<String> compress;

    /**
     * @param compressed whether it is where the command line does not tell
     */
    Sealing sealing(CommandSpec spec, boolean compressed) {
        List<Recipient> all = new ArrayList<>();
        recipients.forEach(text -> all.add(parse(spec, () -> Recipient.parse(text))));
        recipientsFile.ifPresent(file -> all.addAll(KeyFile.recipients(file)));
        if (plaintext && !all.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "give either --plaintext or recipients, not both");
        }
        return new Sealing(
                compress.map(text -> parse(spec, () -> compression(text)))
                        .orElseGet(() ->
                                compressed
                                        ? Optional.of(Compression.standard())
                                        : Optional.empty()),
                all.stream().distinct().toList());
    }

    private static Optional<Compression> compression(String text) {
        if (text.equals(NONE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Compression.ofLevel(Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no level of compression: those are 1 to %d, and none"
                            .formatted(text, Compression.MAX_LEVEL),
                    e);
        }
    }

    private interface Parsing<T> {
        T parse();
    }

    private static <T> T parse(CommandSpec spec, Parsing<T> parsing) {
        return OptionParser.parse(spec, parsing, Parsing::parse);
    }
}
