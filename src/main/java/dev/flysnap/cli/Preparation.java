package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Records;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads what a command is going to need while its command line and configuration are read: the
 * journal and the client of Fly take most of the time that a short command takes.
 */
final class Preparation {
    /** Commands that open a journal, and mostly call Fly. */
    private static final Set<Subcommand> PREPARED =
            Set.of(
                    Subcommand.CREATE,
                    Subcommand.LIST,
                    Subcommand.SHOW,
                    Subcommand.STATUS,
                    Subcommand.DOCTOR,
                    Subcommand.RESTORE,
                    Subcommand.MOVE,
                    Subcommand.CONTINUE,
                    Subcommand.UNDO,
                    Subcommand.FINISH,
                    Subcommand.SOURCES);

    /** Commands that also name runs or files at random, and write of them. */
    private static final Set<Subcommand> WRITING =
            Set.of(
                    Subcommand.CREATE,
                    Subcommand.RESTORE,
                    Subcommand.MOVE,
                    Subcommand.EXTRACT,
                    Subcommand.PULL);

    static void begin(Map<String, String> environment, String... arguments) {
        Optional<Subcommand> named = Subcommand.named(arguments);
        if (named.filter(WRITING::contains).isPresent()) {
            inBackground(() -> {
                var _ = new SecureRandom();
                Records.prepare();
            });
        }
        if (named.filter(Subcommand.EXTRACT::equals).isPresent()) {
            inBackground(Journal::prepare);
        }
        named.filter(PREPARED::contains)
                .ifPresent(_ -> {
                    // A wrong guess costs nothing but the time that was to be saved.
                    boolean tls =
                            !environment.getOrDefault("FLY_FLAPS_BASE_URL", "").startsWith("http:")
                                    && !environment.containsKey("FLY_MACHINE_ID");
                    inBackground(() -> FlyApi.prepare(tls));
                    if (tls) {
                        inBackground(Preparation::makeKey);
                    }
                    inBackground(() -> {
                        Config.prepare();
                        Journal.prepare();
                    });
                });
    }

    /** The first one of a process takes as long as the rest of a TLS handshake, which needs one. */
    private static void makeKey() {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(new ECGenParameterSpec("secp256r1"));
            var _ = keys.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks what TLS needs", e);
        }
    }

    /** What fails here fails again where it is needed, and is told there. */
    private static void inBackground(Runnable loading) {
        Thread.ofPlatform().daemon().uncaughtExceptionHandler((_, _) -> {}).start(loading);
    }

    private Preparation() {}
}
