package dev.flysnap.cli.option;

import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.config.Config;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.sources.OutsideFly;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where copies outside Fly may be. */
public final class OutsideOptions {
    @Option(
            names = "--store",
            paramLabel = "STORE",
            description =
                    "A directory with copies, beside those of flysnap.toml's copies.stores, those that this computer has put copies into, and the buckets of computers that share its journal; may be repeated.")
    private List<String> stores = List.of();

    @Option(
            names = "--litestream",
            paramLabel = "FILE|URL",
            description =
                    "A config file of Litestream, or the URL of a replica; litestream must be on the PATH. Default: FLYSNAP_LITESTREAM.")
    private Optional<String> litestream = Optional.empty();

    /**
     * With those of the settings, and those into which this computer has put copies; and the
     * buckets into which those have that share its journal.
     */
    public OutsideFly outside(CommandSpec spec, Config config, Journal journal, AppName app) {
        List<StoreAddress> own = stores(spec, config.copyStores(), stores, journal.copyStores(app));
        return new OutsideFly(
                own,
                stores(spec, List.of(), List.of(), journal.copyBucketsElsewhere(app)).stream()
                        .filter(it -> !own.contains(it))
                        .toList(),
                litestream.or(config::litestream).stream()
                        .map(it -> OptionParser.parse(spec, it, OutsideOptions::replica))
                        .toList(),
                new Litestream(
                        System.getenv().getOrDefault("PATH", ""), StopSignals.interruption()));
    }

    /**
     * Each once, in the order in which they are named.
     *
     * @param configured by flysnap.toml
     * @param named by options
     * @param known of the journal
     */
    public static List<StoreAddress> stores(
            CommandSpec spec, List<String> configured, List<String> named, List<String> known) {
        Map<StoreAddress, StoreAddress> stores = new LinkedHashMap<>();
        Stream.of(configured, named, known)
                .flatMap(List::stream)
                .map(it -> OptionParser.parse(spec, it, StoreAddress::parse))
                .forEach(it -> stores.putIfAbsent(it.absolute(), it));
        return List.copyOf(stores.values());
    }

    private static ReplicaAddress replica(String text) {
        return ReplicaAddress.parse(ReplicaAddress.isOne(text) ? text : "litestream:" + text);
    }
}
