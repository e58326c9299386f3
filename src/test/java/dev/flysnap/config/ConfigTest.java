package dev.flysnap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Via;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final String SECRET = "fm2_lJPECAAAAAAAsecret";

    @TempDir private Path project;
    @TempDir private Path home;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void noEnvironment() {
        environment.clear();
    }

    @Test
    void withNothingGivenThereAreDefaultsAndNoApp() {
        Config config = load(ConfigFlags.NONE);
        assertEquals(URI.create("https://api.machines.dev"), config.flyBaseUrl());
        assertEquals(home.resolve(".local/state/flysnap"), config.stateDir());
        assertEquals(Via.AUTO, config.via());
        Problem problem = assertThrows(FlysnapException.class, () -> config.requireApp()).problem();
        assertEquals(ExitCode.USAGE, problem.exit());
        assertTrue(problem.next().contains("--app"), problem::toString);
    }

    @Test
    void theAppComesFromTheFirstPlaceThatNamesOne() throws IOException {
        write("fly.toml", "app = 'from-fly-toml'");
        assertEquals(new AppName("from-fly-toml"), load(ConfigFlags.NONE).requireApp());
        write("flysnap.toml", "app = 'from-flysnap-toml'");
        assertEquals(new AppName("from-flysnap-toml"), load(ConfigFlags.NONE).requireApp());
        environment.put("FLY_APP", "from-environment");
        assertEquals(new AppName("from-environment"), load(ConfigFlags.NONE).requireApp());
        assertEquals(new AppName("from-flag"), load(app("from-flag")).requireApp());
    }

    @Test
    void anEmptyVariableCountsAsNotSet() throws IOException {
        write("fly.toml", "app = 'shop'");
        environment.put("FLY_APP", " ");
        environment.put("FLY_API_TOKEN", "");
        environment.put("FLY_ACCESS_TOKEN", SECRET);
        Config config = load(ConfigFlags.NONE);
        assertEquals(new AppName("shop"), config.requireApp());
        assertEquals(SECRET, config.requireFlyToken());
    }

    @Test
    void theTokenComesFromTheEnvironmentBeforeTheLoginFile() throws IOException {
        login("access_token: from-login");
        assertEquals("from-login", load(ConfigFlags.NONE).requireFlyToken());
        environment.put("FLY_ACCESS_TOKEN", "from-access");
        assertEquals("from-access", load(ConfigFlags.NONE).requireFlyToken());
        environment.put("FLY_API_TOKEN", "FlyV1 fm2_one,fm2_two\n");
        assertEquals("FlyV1 fm2_one,fm2_two", load(ConfigFlags.NONE).requireFlyToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token: fm2_a/b+c==,fo1_x",
                "access_token: \"fm2_a/b+c==,fo1_x\"",
                "access_token: 'fm2_a/b+c==,fo1_x'   # who",
                "access_token:   fm2_a/b+c==,fo1_x  ",
                "last_login: 2026-11-01\naccess_token: fm2_a/b+c==,fo1_x\nwire_guard_state:\n  x:\n    access_token: no\n"
            })
    void theLoginFileIsReadAsFlyctlWritesIt(String text) throws IOException {
        login(text);
        assertEquals("fm2_a/b+c==,fo1_x", load(ConfigFlags.NONE).requireFlyToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "access_token: \"\"", "access_token:", "access_token: null", "other: 1"})
    void whoIsLoggedOutHasNoToken(String text) throws IOException {
        login(text);
        Problem problem =
                assertThrows(FlysnapException.class, () -> load(app("shop")).requireFlyToken())
                        .problem();
        assertEquals(ExitCode.NOT_AUTHORISED, problem.exit());
        assertEquals(
                "export FLY_API_TOKEN=\"$(fly tokens create deploy --app shop)\"", problem.next());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token: |\n  " + SECRET,
                "access_token: [" + SECRET + "]",
                "access_token: \"" + SECRET,
                "access_token: \"fm2\\x41\"",
                "access_token: one\naccess_token: two"
            })
    void aLoginFileThatIsNotUnderstoodIsRefusedWithoutItsToken(String text) throws IOException {
        login(text);
        Problem problem = problemOf(ConfigFlags.NONE);
        assertTrue(problem.what().contains("config.yml, access_token"), problem::toString);
        assertFalse(problem.toString().contains(SECRET), problem::toString);
    }

    @Test
    void aTokenWithLineBreaksIsRefusedAsATokenAndNotRepeated() {
        environment.put("FLY_API_TOKEN", SECRET + "\n" + SECRET);
        Problem problem = problemOf(ConfigFlags.NONE);
        assertEquals(ExitCode.NOT_AUTHORISED, problem.exit());
        assertTrue(problem.what().startsWith("FLY_API_TOKEN: "), problem::toString);
        assertFalse(problem.toString().contains(SECRET), problem::toString);
    }

    @Test
    void tokensAreNotPrintedWithTheConfiguration() {
        environment.put("FLY_API_TOKEN", SECRET);
        environment.put("FLYSNAP_HOOK_TOKEN", SECRET);
        assertFalse(load(ConfigFlags.NONE).toString().contains(SECRET));
    }

    @Test
    void everyMistakeIsToldAtOnce() throws IOException {
        write("flysnap.toml", "app = 7\nvolum = 'data'\n[hook]\nport = 99999\n");
        environment.put("FLY_FLAPS_BASE_URL", "ftp://x");
        ConfigFlags flags =
                new ConfigFlags(
                        Optional.of("My Shop"),
                        Optional.of("vol_UPPER"),
                        Optional.of("ftp://x"),
                        Optional.of("pigeon"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        Problem problem = problemOf(flags);
        assertEquals(ExitCode.USAGE, problem.exit());
        List<String> lines = problem.what().lines().toList();
        assertEquals("The configuration has 8 errors:", lines.getFirst());
        for (String start :
                List.of(
                        "--app: \"My Shop\"",
                        "--volume: \"vol_UPPER\"",
                        "--hook: ",
                        "--via: \"pigeon\"",
                        "FLY_FLAPS_BASE_URL: ",
                        "flysnap.toml, line 1, app: ",
                        "flysnap.toml, line 2, volum: there is no such key",
                        "flysnap.toml, line 4, hook.port: ")) {
            assertEquals(
                    1,
                    lines.stream().filter(line -> line.startsWith("  - " + start)).count(),
                    () -> start + " in " + problem.what());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token = 'x'",
                "fly_api_token = 'x'",
                "base_url = 'https://evil.example'",
                "hook = 'https://evil.example'",
                "[hook]\nurl = 'https://evil.example'",
                "[hook]\nhost = 'evil.example'",
                "[agent]\nexec = 'rm -rf /'",
                "[a.b.c]\ncommand = ['rm']",
                "[[targets]]\napp = 'shop'\ntoken = 'x'",
                "[[targets]]\napp = 'shop'\nhook.url = 'https://evil.example'",
                "[[targets]]\napp = 'shop'\n[targets.hook]\nhost = 'evil.example'"
            })
    void aRepositorysFileMayNotNameTokensAddressesOrCommands(String text) throws IOException {
        write("flysnap.toml", text);
        Problem problem = problemOf(ConfigFlags.NONE);
        assertTrue(problem.what().contains("never read from a file"), problem::toString);
        assertTrue(problem.what().startsWith("flysnap.toml, line "), problem::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[env]\nFLYSNAP_HOOK_TOKEN = 'x'",
                "[env]\nFLY_API_TOKEN = 'x'",
                "[flysnap]\nhook = 'https://evil.example'"
            })
    void flyTomlMayNotHoldTokensOrSettingsOfFlysnap(String text) throws IOException {
        write("fly.toml", text);
        assertTrue(problemOf(ConfigFlags.NONE).what().startsWith("fly.toml, line "));
    }

    @Test
    void theContainerComesFromTheFirstPlaceThatNamesOneAndFromATarget() throws IOException {
        write(
                "flysnap.toml",
                "container = 'common'\n[[targets]]\napp = 'shop'\ncontainer = 'web'\n[[targets]]\napp = 'blog'\n");
        Config config = load(ConfigFlags.NONE);
        assertEquals(Optional.of("common"), config.container());
        assertEquals(Optional.of("web"), ofApp(config, "shop"));
        assertEquals(Optional.of("common"), ofApp(config, "blog"));
        environment.put("FLYSNAP_CONTAINER", "jobs");
        assertEquals(Optional.of("jobs"), ofApp(load(ConfigFlags.NONE), "shop"));
        ConfigFlags flag = ConfigFlags.NONE.withContainer(Optional.of("proxy"));
        assertEquals(Optional.of("proxy"), ofApp(load(flag), "shop"));
        Problem wrong = problemOf(ConfigFlags.NONE.withContainer(Optional.of("-rf /")));
        assertEquals(ExitCode.USAGE, wrong.exit());
        assertTrue(wrong.what().contains("--container: "), wrong::toString);
    }

    private static Optional<String> ofApp(Config config, String app) {
        return config.forVolume(new AppName(app), List.of(called("data"))).container();
    }

    @Test
    void flysnapTomlNamesVolumeAndHookDetails() throws IOException {
        write(
                "flysnap.toml",
                "volume = 'data'\n[hook]\nport = 8100\nvia = 'exec'\ndatabases = ['main', 'jobs']\n");
        Config config = load(ConfigFlags.NONE);
        assertEquals(
                Optional.of(new VolumeReference.ByName(new VolumeName("data"))), config.volume());
        assertEquals(Optional.of(8100), config.hookPort());
        assertEquals(Via.EXEC, config.via());
        assertEquals(List.of("main", "jobs"), config.databases());
        environment.put("FLYSNAP_VOLUME", "vol_4qk5xqz7y1mj8w2r");
        environment.put("FLYSNAP_VIA", "Direct");
        assertEquals(
                Optional.of(new VolumeReference.ById(new VolumeId("vol_4qk5xqz7y1mj8w2r"))),
                load(ConfigFlags.NONE).volume());
        assertEquals(Via.DIRECT, load(ConfigFlags.NONE).via());
    }

    @Test
    void aHookLeavesBehindWhatALowerSourceSaysAboutAnother() throws IOException {
        write(
                "flysnap.toml",
                """
                [hook]
                via = 'exec'
                databases = ['main=/data/app.db']

                [[targets]]
                app = 'shop'
                hook = { via = 'exec', databases = ['main=/data/app.db'] }
                """);
        String url = "http://127.0.0.1:18101";
        assertReached(Via.EXEC, 1, ConfigFlags.NONE);
        assertReached(Via.AUTO, 0, hookFlags(url, Optional.empty()));
        assertReached(Via.FLYCTL, 0, hookFlags(url, Optional.of("flyctl")));
        environment.put("FLYSNAP_VIA", "public");
        assertReached(Via.PUBLIC, 1, ConfigFlags.NONE);
        assertReached(Via.AUTO, 0, hookFlags(url, Optional.empty()));
        environment.put("FLYSNAP_HOOK_URL", url);
        assertReached(Via.PUBLIC, 0, ConfigFlags.NONE);
        environment.remove("FLYSNAP_VIA");
        assertReached(Via.AUTO, 0, ConfigFlags.NONE);
        environment.put("FLYSNAP_HOOK_URL", "exec");
        assertReached(Via.AUTO, 1, ConfigFlags.NONE);
    }

    /**
     * A source of a setting.
     *
     * @param kind {@code flag}, {@code env}, {@code own} (flysnap.toml), {@code fly} (fly.toml) or
     *     {@code login}
     */
    record Source(String kind, String name, String value) {
        static Source parse(String text) {
            String[] parts = text.strip().split(" ", 3);
            return new Source(parts[0], parts[1], parts[2]);
        }

        /** As {@code config show} names it. */
        String shown() {
            return switch (kind) {
                case "own" -> "flysnap.toml, line 1, " + name;
                case "fly" -> "fly.toml, line 1, " + name;
                default -> name;
            };
        }
    }

    /** Every row that config show prints; each of its sources, highest first. */
    private static final String SETTINGS =
            """
            app             | flag --app a; env FLY_APP b; own app c; fly app d
            volume          | flag --volume a; env FLYSNAP_VOLUME b; own volume c
            Fly's token     | env FLY_API_TOKEN a; env FLY_ACCESS_TOKEN b; login access_token c
            Fly's API       | env FLY_FLAPS_BASE_URL https://a.example
            hook            | flag --hook exec; env FLYSNAP_HOOK_URL http://127.0.0.1:1
            hook's port     | own hook.port 8100
            hook's token    | env FLYSNAP_HOOK_TOKEN a
            copy token      | env FLYSNAP_COPY_TOKEN a
            transport       | flag --via direct; env FLYSNAP_VIA public; own hook.via exec
            container       | flag --container a; env FLYSNAP_CONTAINER b; own container c
            databases       | own hook.databases main
            stores of copies | own copies.stores /mnt/backups/
            Litestream      | env FLYSNAP_LITESTREAM litestream.yml
            ignored databases | own hook.ignore cache.db
            targets         | own targets shop
            state directory | flag --state-dir /a; env FLYSNAP_STATE_DIR /b; env XDG_STATE_HOME /c
            journal's store | env FLYSNAP_STATE_STORE /a; own state.store /b
            journal's identity | env FLYSNAP_STATE_IDENTITY /a
            journal's recipients | env FLYSNAP_STATE_RECIPIENTS age1a
            """;

    static Stream<Arguments> eachSetting() {
        return SETTINGS.lines()
                .map(line -> line.split("\\|"))
                .map(parts ->
                        Arguments.of(
                                parts[0].strip(),
                                Arrays.stream(parts[1].split(";")).map(Source::parse).toList()));
    }

    @ParameterizedTest
    @MethodSource("eachSetting")
    void aSettingComesFromTheHighestOfItsSources(String name, List<Source> sources)
            throws IOException {
        assertEquals("default", setting(ConfigFlags.NONE, name).source());
        ConfigFlags flags = ConfigFlags.NONE;
        for (Source source : sources.reversed()) {
            flags = given(source, flags);
            Setting inForce = setting(flags, name);
            assertTrue(
                    inForce.source().equals(source.shown())
                            || inForce.source().endsWith(", access_token")
                            || inForce.source().equals("flysnap.toml"),
                    inForce::toString);
            if (!name.endsWith("token") && !name.equals("targets")) {
                String value =
                        source.name().equals("XDG_STATE_HOME") ? "/c/flysnap" : source.value();
                assertEquals(value, inForce.value());
            }
        }
    }

    @Test
    void theTableHasEverySetting() {
        assertEquals(
                eachSetting().map(it -> it.get()[0]).toList(),
                Config.settings(ConfigFlags.NONE, environment, project, home).stream()
                        .map(Setting::name)
                        .toList());
    }

    private ConfigFlags given(Source source, ConfigFlags flags) throws IOException {
        String value = source.value();
        switch (source.kind()) {
            case "env" -> environment.put(source.name(), value);
            case "own" -> write("flysnap.toml", line(source));
            case "fly" -> write("fly.toml", line(source));
            case "login" -> login("access_token: " + value + "\n");
            default -> {
                return new ConfigFlags(
                        flag(source, "--app").or(flags::app),
                        flag(source, "--volume").or(flags::volume),
                        flag(source, "--hook").or(flags::hook),
                        flag(source, "--via").or(flags::via),
                        flag(source, "--container").or(flags::container),
                        flag(source, "--state-dir").map(Path::of).or(flags::stateDir),
                        flags.configFile());
            }
        }
        return flags;
    }

    private static Optional<String> flag(Source source, String name) {
        return Optional.of(source.value()).filter(_ -> source.name().equals(name));
    }

    private static String line(Source source) {
        return switch (source.name()) {
            case "targets" -> "[[targets]]\napp = '%s'\n".formatted(source.value());
            case "hook.port" -> "hook.port = %s\n".formatted(source.value());
            case "hook.databases", "hook.ignore", "copies.stores" ->
                    "%s = ['%s']\n".formatted(source.name(), source.value());
            default -> "%s = '%s'\n".formatted(source.name(), source.value());
        };
    }

    @Test
    void aHookTakesAlongWhatIsAboutAnother() throws IOException {
        write("flysnap.toml", "hook.via = 'exec'\nhook.port = 8100\n");
        ConfigFlags other = hookFlags("http://127.0.0.1:1", Optional.empty());
        assertEquals(
                new Setting(
                        "transport",
                        "auto",
                        "default; flysnap.toml, line 1, hook.via is about another hook"),
                setting(other, "transport"));
        assertEquals("default", setting(other, "hook's port").source());
        assertEquals(Optional.empty(), load(other).hookPort());
        assertEquals(Optional.of(8100), load(ConfigFlags.NONE).hookPort());
    }

    @Test
    void anAppTakesAlongTheVolumeOfAnother() throws IOException {
        String volume = "vol_4qk5xqz7y1mj8w2r";
        write("flysnap.toml", "app = 'shop'\nvolume = '%s'\n".formatted(volume));
        assertEquals(volume, setting(app("shop"), "volume").value());
        assertEquals(
                new Setting(
                        "volume",
                        "the only one",
                        "default; flysnap.toml, line 2, volume is about another app"),
                setting(app("blog"), "volume"));
        assertEquals(Optional.empty(), load(app("blog")).volume());
        environment.put("FLY_APP", "blog");
        environment.put("FLYSNAP_VOLUME", "vol_aaaaaaaaaaaaaaaa");
        assertEquals("FLYSNAP_VOLUME", setting(ConfigFlags.NONE, "volume").source());
        assertEquals(volume, setting(app("shop"), "volume").value(), "it is of the blog");
        write("flysnap.toml", "app = 'shop'\nvolume = 'data'\n");
        environment.clear();
        assertEquals("data", setting(app("blog"), "volume").value(), "a name fits any app");
    }

    @Test
    void anUnknownKeyIsAnsweredWithAllThatThereAre() throws IOException {
        write("flysnap.toml", "ap = 'shop'\n");
        assertTrue(
                problemOf(ConfigFlags.NONE)
                        .what()
                        .endsWith(
                                "there is no such key; there are app, volume, container, hook.port, hook.via, hook.databases, hook.ignore, copies.stores, state.store, targets"),
                () -> problemOf(ConfigFlags.NONE).what());
    }

    @Test
    void aPasswordInAnAddressIsNotShown() {
        environment.put("FLYSNAP_LITESTREAM", "sftp://backup:hun@ter2@host:22/app");
        assertEquals(
                "sftp://backup:…@host:22/app", setting(ConfigFlags.NONE, "Litestream").value());
        environment.put("FLYSNAP_LITESTREAM", "s3://bucket/app:v1@000000000000002a");
        assertEquals(
                "s3://bucket/app:v1@000000000000002a",
                setting(ConfigFlags.NONE, "Litestream").value());
    }

    private Setting setting(ConfigFlags flags, String name) {
        return Config.settings(flags, environment, project, home).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ConfigFlags hookFlags(String hook, Optional<String> via) {
        return new ConfigFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.of(hook),
                via,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void assertReached(Via via, int databases, ConfigFlags flags) {
        Config config = load(flags);
        for (Config one : List.of(config, config.forVolume(new AppName("shop"), List.of()))) {
            assertEquals(via, one.via());
            assertEquals(databases, one.databases().size(), one.databases()::toString);
        }
    }

    private static final String TARGETS =
            """
            [hook]
            via = 'direct'
            databases = ['common']

            [[targets]]
            app = 'shop'
            volume = 'data'
            hook = { port = 8100, via = 'exec', databases = ['main'] }

            [[targets]]
            app = 'shop'
            volume = 'jobs'

            [[targets]]
            app = 'blog'
            [targets.hook]
            port = 8200
            """;

    @Test
    void aTargetSaysHowItsVolumeIsReachedAndTheFileTheRest() throws IOException {
        write("flysnap.toml", TARGETS);
        Config config = load(ConfigFlags.NONE);
        assertEquals(3, config.targets().size());
        AppName shop = new AppName("shop");
        Config data = config.forVolume(shop, List.of(called("data")));
        assertEquals(Optional.of(8100), data.hookPort());
        assertEquals(Via.EXEC, data.via());
        assertEquals(List.of("main"), data.databases());
        Config jobs = config.forVolume(shop, List.of(called("jobs")));
        assertEquals(Optional.empty(), jobs.hookPort());
        assertEquals(Via.DIRECT, jobs.via());
        assertEquals(List.of("common"), jobs.databases());
        assertEquals(config, config.forVolume(shop, List.of(called("logs"))));
        assertEquals(config, config.forVolume(shop, List.of()));
        assertEquals(
                Optional.of(8200),
                config.forVolume(new AppName("blog"), List.of(called("any"))).hookPort());
        environment.put("FLYSNAP_VIA", "public");
        assertEquals(
                Via.PUBLIC,
                load(ConfigFlags.NONE).forVolume(shop, List.of(called("data"))).via(),
                "the environment comes before a file");
    }

    private static VolumeReference called(String name) {
        return new VolumeReference.ByName(new VolumeName(name));
    }

    @Test
    void whatIsWrongInTargetsIsToldAllAtOnce() throws IOException {
        write(
                "flysnap.toml",
                """
                [[targets]]
                volume = 'data'
                [[targets]]
                app = 'shop'
                [[targets]]
                app = 'shop'
                port = 8099
                """);
        String what = problemOf(ConfigFlags.NONE).what();
        assertTrue(what.contains("each of [[targets]] names its app"), what);
        assertTrue(what.contains("line 6, targets.app: this app and volume are a target"), what);
        assertTrue(what.contains("line 7, targets.port: there is no such key"), what);
        write("flysnap.toml", "targets = ['shop']");
        assertTrue(problemOf(ConfigFlags.NONE).what().contains("should be tables"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app = ''",
                "app = '{APP_NAME}'",
                "app = '{{ app }}'\nprimary_region = '{REGION}'",
                "app = 'My Shop'\n[mounts]\nsource = 'My-Data'\ndestination = '/data'",
                "app = {{ not toml }}"
            })
    void aTemplateStopsNobodyWhoNamesTheApp(String text) throws IOException {
        write("fly.toml", text);
        environment.put("FLY_APP", "shop");
        assertEquals(new AppName("shop"), load(ConfigFlags.NONE).requireApp());
    }

    @Test
    void aTemplatesPlaceholderIsToldToWhoNeedsAnApp() throws IOException {
        write("fly.toml", "app = '{APP}'\nprimary_region = ''\n");
        Config config = load(ConfigFlags.NONE);
        Problem problem = assertThrows(FlysnapException.class, config::requireApp).problem();
        assertEquals("app-not-given", problem.code());
        assertTrue(problem.why().contains("fly.toml, line 1, app: \"{APP}\""), problem.why());
    }

    @ParameterizedTest
    @CsvSource({"fly.yaml, 'app: shop'", "fly.json, '{\"app\": \"shop\"}'"})
    void theOtherFilesThatFlyctlTakesAreRead(String file, String text) throws IOException {
        write(file, text);
        assertEquals(new AppName("shop"), load(ConfigFlags.NONE).requireApp());
        write(file, "app: [");
        assertTrue(problemOf(ConfigFlags.NONE).what().startsWith(file), "a mistake is named");
        write("fly.toml", "app = 'first'");
        assertEquals(new AppName("first"), load(ConfigFlags.NONE).requireApp());
    }

    @Test
    void brokenTomlIsToldWithFileAndLine() throws IOException {
        write("flysnap.toml", "app = 'shop'\nvolume = = 'x'\n");
        assertTrue(
                problemOf(ConfigFlags.NONE).what().startsWith("flysnap.toml, line 2: "),
                () -> problemOf(ConfigFlags.NONE).what());
    }

    @Test
    void aConfigFileThatIsNamedMustBeThere() throws IOException {
        write("flysnap.toml", "app = 'ignored'");
        assertTrue(problemOf(configFile("other.toml")).what().contains("other.toml"));
        write("other.toml", "app = 'other'");
        assertEquals(new AppName("other"), load(configFile("other.toml")).requireApp());
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        Files.createDirectory(project.resolve("fly.toml"));
        Files.write(project.resolve("flysnap.toml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        String what = problemOf(ConfigFlags.NONE).what();
        assertTrue(what.contains("fly.toml: cannot be read"), what);
        assertTrue(what.contains("flysnap.toml: is not UTF-8"), what);
        write("flysnap.toml", "#".repeat(2_000_000));
        what = problemOf(ConfigFlags.NONE).what();
        assertTrue(what.contains("flysnap.toml: is larger than 1 MiB"), what);
    }

    @Test
    void insideAMachineThePrivateApiIsTheDefault() {
        environment.put("FLY_MACHINE_ID", "1857156b526dd8");
        assertEquals(URI.create("http://_api.internal:4280"), load(ConfigFlags.NONE).flyBaseUrl());
        environment.put("FLY_FLAPS_BASE_URL", "http://127.0.0.1:4280/");
        assertEquals(URI.create("http://127.0.0.1:4280"), load(ConfigFlags.NONE).flyBaseUrl());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.9.0.1:80, true",
        "http://localhost, true",
        "http://[::1]:4280, true",
        "http://[fdaa:0:1::3]:4280, true",
        "http://_api.internal:4280, true",
        "https://fly.example/prefix, true",
        "http://fly.example, false",
        "http://127.0.0.1.example, false",
        "http://localhost.example, false",
        "http://user:pw@127.0.0.1, false",
        "https://x/?q=1, false",
        "api.machines.dev, false",
        "https:///x, false",
        "not a url, false"
    })
    void aTokenGoesOnlyToHttpsOrThePrivateNetwork(String url, boolean allowed) {
        environment.put("FLY_FLAPS_BASE_URL", url);
        if (allowed) {
            assertEquals(URI.create(url), load(ConfigFlags.NONE).flyBaseUrl());
        } else {
            assertTrue(problemOf(ConfigFlags.NONE).what().startsWith("FLY_FLAPS_BASE_URL: "));
        }
    }

    @Test
    void theHookComesFromTheFlagBeforeTheEnvironment() {
        environment.put("FLYSNAP_HOOK_URL", "http://{private_ip}:8099");
        environment.put("FLYSNAP_HOOK_TOKEN", SECRET);
        Config config = load(ConfigFlags.NONE);
        assertEquals(Optional.of("http://{private_ip}:8099"), config.hook());
        assertEquals(Optional.of(SECRET), config.hookToken());
        assertEquals(Optional.empty(), config.copyToken());
        environment.put("FLYSNAP_COPY_TOKEN", SECRET + "2");
        assertEquals(Optional.of(SECRET + "2"), load(ConfigFlags.NONE).copyToken());
        ConfigFlags flags =
                new ConfigFlags(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("exec"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertEquals(Optional.of("exec"), load(flags).hook());
    }

    @Test
    void theStateDirectoryComesFromTheFirstPlaceThatNamesOne() {
        environment.put("XDG_STATE_HOME", "relative");
        assertEquals(home.resolve(".local/state/flysnap"), load(ConfigFlags.NONE).stateDir());
        environment.put("XDG_STATE_HOME", "/var/state");
        assertEquals(Path.of("/var/state/flysnap"), load(ConfigFlags.NONE).stateDir());
        environment.put("FLYSNAP_STATE_DIR", "/srv/flysnap");
        assertEquals(Path.of("/srv/flysnap"), load(ConfigFlags.NONE).stateDir());
        ConfigFlags flags =
                new ConfigFlags(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Path.of("here")),
                        Optional.empty());
        assertEquals(project.resolve("here"), load(flags).stateDir());
    }

    @Test
    void homeIsWhereTheEnvironmentSaysNotWhereTheUserDatabaseDoes(@TempDir Path other)
            throws IOException {
        login("access_token: fm2_of_the_user_database\n");
        Files.createDirectories(other.resolve(".fly"));
        Files.writeString(other.resolve(".fly/config.yml"), "access_token: fm2_of_home\n");
        environment.put("HOME", other.toString());
        Config config = load(ConfigFlags.NONE);
        assertEquals(other.resolve(".local/state/flysnap"), config.stateDir());
        assertEquals(Optional.of("fm2_of_home"), config.flyToken());
        environment.put("HOME", "relative");
        assertEquals(home.resolve(".local/state/flysnap"), load(ConfigFlags.NONE).stateDir());
    }

    @Test
    void theLoginFileIsWhereFlyctlKeepsIt(@TempDir Path other) throws IOException {
        login("access_token: fm2_of_home\n");
        Files.writeString(other.resolve("config.yml"), "access_token: fm2_elsewhere\n");
        environment.put("FLY_CONFIG_DIR", other.toString());
        assertEquals(Optional.of("fm2_elsewhere"), load(ConfigFlags.NONE).flyToken());
    }

    private Config load(ConfigFlags flags) {
        return Config.load(flags, environment, project, home);
    }

    private Problem problemOf(ConfigFlags flags) {
        return assertThrows(FlysnapException.class, () -> load(flags)).problem();
    }

    private static ConfigFlags app(String name) {
        return new ConfigFlags(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ConfigFlags configFile(String path) {
        return new ConfigFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Path.of(path)));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(project.resolve(name), text);
    }

    private void login(String text) throws IOException {
        Files.createDirectories(home.resolve(".fly"));
        Files.writeString(home.resolve(".fly/config.yml"), text);
    }
}
