package dev.flysnap.story;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.RateLimitPacer;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.time.Sleeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code ParkedCreateMain POINT HOLD_MS RUN}: a create of the app {@code shop} that stops for good
 * before or after its nth journal write, so that it can be killed there; what it talks to stands in
 * flysnap's own environment variables.
 */
final class ParkedCreateMain {
    static final String PARKED = "parked";
    static final String DONE = "done";

    public static void main(String[] arguments) throws Exception {
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[0]));
        CutPoint parks =
                () -> {
                    if (left.decrementAndGet() == 0) {
                        System.out.println(PARKED);
                        park();
                    }
                };
        Map<String, String> environment = System.getenv();
        HookTransports transports =
                new HookTransports(HookTimeouts.DEFAULT, Sleeper.REAL, InstantSource.system());
        HookAddress address = HookAddress.parse(environment.get("FLYSNAP_HOOK_URL"));
        HookToken token = HookToken.parse(environment.get("FLYSNAP_HOOK_TOKEN"));
        QuiescerFactory hook = (app, machine) -> transports.direct(address, token, app, machine);
        FlySettings settings =
                FlySettings.of(
                        URI.create(environment.get("FLY_FLAPS_BASE_URL")),
                        FlyToken.parse(environment.get("FLY_API_TOKEN")),
                        "flysnap-test");
        try (FlyApi fly =
                        FlyApi.of(
                                settings,
                                new RateLimitPacer(),
                                Sleeper.REAL,
                                InstantSource.system());
                Journal journal =
                        Journal.open(
                                Path.of(environment.get("FLYSNAP_STATE_DIR")),
                                ApiIdentity.of(URI.create(environment.get("FLY_FLAPS_BASE_URL"))),
                                InstantSource.system())) {
            Create create =
                    new Create(
                            new RunContext(
                                    fly,
                                    journal,
                                    Sleeper.REAL,
                                    InstantSource.system(),
                                    words -> {},
                                    parks),
                            Optional.of(hook));
            CreateRequest request =
                    new CreateRequest(
                            new AppName("shop"),
                            Optional.empty(),
                            Optional.empty(),
                            HoldUntil.CREATED,
                            Duration.ofMillis(Long.parseLong(arguments[1])),
                            List.of(),
                            Optional.empty(),
                            Duration.ofMinutes(2));
            var _ = create.run(create.plan(new RunId(arguments[2]), request));
        }
        System.out.println(DONE);
    }

    private static void park() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ParkedCreateMain() {}
}
