package dev.flysnap.portable.take;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.hook.copy.client.CopiesSelector;
import dev.flysnap.hook.transport.FlyProxies;
import dev.flysnap.hook.transport.HookOnTheWire;
import dev.flysnap.hook.transport.HookSettings;
import dev.flysnap.hook.transport.QuiescerSelector;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Via;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.Sealing;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes copies from an agent on this computer. */
public record AgentTake(
        int port, String token, CopyMethod method, Sealing sealing, Sleeper sleeper, Path copies) {
    public static final Sealing SEALED =
            new Sealing(
                    Optional.of(new Compression(3, 0)),
                    List.of(Recipient.parse(AgeKey.OURS.recipient())));

    public CopyManifest take(String name, RunId run, TakeProgress progress) {
        return take(name, run, progress, Optional.empty());
    }

    public CopyManifest take(
            String name, RunId run, TakeProgress progress, Optional<CopyRelay> relay) {
        HookSettings settings =
                new HookSettings(
                        Optional.of("http://127.0.0.1:" + port),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(token),
                        Via.DIRECT,
                        List.of(),
                        Optional.empty());
        Interruption never = new Interruption();
        CopyStore store = DirectoryStore.openOrCreate(copies);
        try (FlyApi fly =
                        FlyApi.of(
                                FlySettings.of(
                                        URI.create("http://127.0.0.1:1"),
                                        FlyToken.parse("fm2_x"),
                                        "flysnap/test"),
                                (action, target) -> {},
                                sleeper,
                                InstantSource.system());
                FlyProxies proxies = new FlyProxies("");
                CopyDownloads downloads =
                        new CopyDownloads(
                                new CopiesSelector(
                                                settings,
                                                new QuiescerSelector(
                                                        settings,
                                                        fly.machines(),
                                                        Map.of(),
                                                        proxies,
                                                        never),
                                                fly.machines(),
                                                proxies,
                                                never)
                                        .select(
                                                new AppName("shop"),
                                                HookOnTheWire.machine(Optional.of("127.0.0.1"))),
                                sleeper,
                                InstantSource.system(),
                                never)) {
            return new Take(
                            new TakeRequest(
                                    new CopySource.InMachine(
                                            downloads, "main", sealing.isEncrypted(), relay),
                                    Optional.of(new AppName("shop")),
                                    "main",
                                    run,
                                    method,
                                    CheckDepth.QUICK,
                                    sealing,
                                    Labels.NONE,
                                    new Destination.AsObject(store, new ObjectName(name)),
                                    copies),
                            progress)
                    .run()
                    .manifest();
        }
    }
}
