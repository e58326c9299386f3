package dev.flysnap.cli.copy;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.model.RunId;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.portable.take.CopyRelay;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A bucket through which a copy comes from its machine. */
public final class RelayOption {
    @Option(
            names = "--relay",
            paramLabel = "BUCKET",
            description =
                    "A bucket (s3://BUCKET/FOLDER/) that the copy comes through, for agents that are only reached slowly, by exec: the agent sends it there, encrypted to the recipients or else to a key of this one copy, and it is deleted there afterwards. The keys of the bucket stay on this computer.")
    private Optional<String> relay = Optional.empty();

    /** Closed where there is one. */
    public record Opened(Optional<CopyRelay> relay) implements AutoCloseable {
        @Override
        public void close() {
            relay.ifPresent(CopyRelay::close);
        }
    }

    /** Before anything is done. */
    public boolean isGiven(CommandSpec spec) {
        return address(spec).isPresent();
    }

    private Optional<StoreAddress> address(CommandSpec spec) {
        Optional<StoreAddress> named =
                relay.map(it -> OptionParser.parse(spec, it, StoreAddress::parse).asStore());
        if (named.filter(it -> !it.isRemote()).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--relay is a bucket: s3://BUCKET/FOLDER/");
        }
        return named;
    }

    /**
     * @param notes hears what goes wrong with it
     */
    public Opened open(CommandSpec spec, RunId run, Consumer<String> notes) {
        return new Opened(
                address(spec)
                        .flatMap(StoreAddress::bucket)
                        .map(it -> CopyRelay.through(it, run, Instant.now(), notes)));
    }
}
