package dev.flysnap.cli.copy;

import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.cli.file.PublicRepository;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.take.Destination;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a copy goes, sealed as that place asks for it. */
final class CopyTarget {
    private static final String STDOUT = "-";
    private static final String NONE = "none";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE|DIR/|s3://BUCKET/FOLDER/|-",
            description =
                    "A directory or a folder of a bucket, with a slash at its end, where flysnap names the copy; a file; or - for stdout. Beside a file lies its manifest, FILE.json. Nothing is ever overwritten.")
    private String to = "";

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
    private Optional<Path> recipientsFile = Optional.empty();

    @Option(names = "--plaintext", description = "Keep the copy in a store without encrypting it.")
    private boolean plaintext;

    @Option(
            names = "--compress",
            paramLabel = "LEVEL",
            description =
                    "zstd's level, 1 to 19, or none. Default: 3 in a store; none for a stream and for a file, unless its name ends in .zst or .zst.age.")
    private Optional<String> compress = Optional.empty();

    /** Ready to be written to. */
    record Opened(Destination destination, Sealing sealing) {}

    boolean isStdout() {
        return to.equals(STDOUT);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if others could read the copy there and nobody
     *     has said that they may
     */
    Opened open(CommandSpec spec) {
        Optional<StoreAddress> address =
                isStdout()
                        ? Optional.empty()
                        : Optional.of(OptionParser.parse(spec, to, StoreAddress::parse));
        boolean isStore = address.filter(it -> it.object().isEmpty()).isPresent();
        Sealing how = sealing(spec, isStore || isCalledCompressed());
        if (!how.isEncrypted()) {
            address.ifPresent(this::requirePlaintextAllowed);
        }
        return new Opened(
                address.<Destination>map(CopyTarget::destination)
                        .orElseGet(() ->
                                new Destination.AsStream(new FileOutputStream(FileDescriptor.out))),
                how);
    }

    private void requirePlaintextAllowed(StoreAddress address) {
        if (to.endsWith(".age")) {
            throw CopyProblems.calledEncrypted(to).exception();
        }
        if (!address.isRemote()) {
            PublicRepository.refuse(
                    Path.of(to),
                    "A copy of the database in plain text",
                    "Encrypt it to a public key of age: --recipient age1…",
                    System.getenv());
        }
        if ((address.object().isEmpty() || address.isRemote()) && !plaintext) {
            throw CopyProblems.plaintextNotConfirmed(to).exception();
        }
    }

    private static Destination destination(StoreAddress address) {
        return address.object()
                .<Destination>map(name -> new Destination.AsObject(address.openOrCreate(), name))
                .orElseGet(() -> new Destination.InStore(address.openOrCreate()));
    }

    private boolean isCalledCompressed() {
        return to.endsWith(".zst") || to.endsWith(".zst.age");
    }

    /**
     * @param compressed whether it is where the command line does not tell
     */
    private Sealing sealing(CommandSpec spec, boolean compressed) {
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
