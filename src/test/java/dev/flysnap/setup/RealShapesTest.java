package dev.flysnap.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.look.AppLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code flysnap init --yes} concludes from the configurations of real apps. */
class RealShapesTest {
    private static final Path SHAPES = Path.of("src/test/resources/flytoml");

    /**
     * Shape | app | hook | volume @ mount in groups: databases (or the problem's code) | sentences
     * that are in what it says, separated by semicolons.
     */
    private static final String EXPECTED =
            """
            01-phoenix-guide | panelapp | AGENT | name @ /mnt/name in app: /mnt/name/name.db |
            02-rails-launch | railsshop | AGENT | data @ /data in app: /data/production.sqlite3 /data/production.sqlite3_cache /data/production.sqlite3_queue /data/production.sqlite3_cable | -- /rails/bin/docker-entrypoint ./bin/rails server
            04-rails8-four-variables | directory | AGENT | data @ /data in app: /data/production.sqlite3 /data/production_cache.sqlite3 /data/production_queue.sqlite3 /data/production_cable.sqlite3 |
            05-rails8-storage-dir | rails8 | AGENT | storage @ /rails/storage in app: /rails/storage/production.sqlite3 /rails/storage/production_cache.sqlite3 /rails/storage/production_queue.sqlite3 /rails/storage/production_cable.sqlite3 | where Rails 8 puts it
            06-rails-solidq-second-group | valueapp | AGENT | data @ /data in app: /data/production.sqlite3 | group solidq has no volume: if it opens /data/production.sqlite3; app = "flysnap agent --db main=/data/production.sqlite3 -- ./bin/rails server"
            08-remix-indie-experimental | indie | AGENT | data @ /data in app: /data/sqlite.db | [experimental]; entrypoint = ["flysnap", "agent", "--db", "main=/data/sqlite.db", "--", "sh"]
            09-epic-litefs | epic | | init-litefs | /litefs/data/sqlite.db; /litefs/data/cache.db; LiteFS
            12-pocketbase | pb | EXEC | pb_data @ /pb/pb_data in app: /pb/pb_data/data.db /pb/pb_data/auxiliary.db | alpine; apk add
            15-laravel-off-volume | blade2 | | init-database-lost | /var/www/html/storage/database/database.sqlite ([env] DB_DATABASE of fly.toml); the next deploy deletes it; /var/www/storage only
            17-relative-no-mount | journal | | init-database-lost | blog.db; relative; mounts no volume; each deploy starts with the empty disk
            18-template-empty-app | my-links | AGENT | links_data @ /etc/links/data in app: /etc/links/data/db.sqlite3 |
            20-image-known-app | flows | EXEC | n8n_data @ /home/node/.n8n in app: /home/node/.n8n/database.sqlite | where n8n puts it; FROM docker.n8n.io/n8nio/n8n; dockerfile = "Dockerfile"
            21-no-app-known-default | ask | | init-database-unknown | below /data
            22-fly | budget | EXEC | actual_data @ /data in app: /data/server-files/account.sqlite | (fly.yaml); /data/user-files/*.sqlite; is left out
            25-sqlalchemy-three-slashes | flaskapp | | init-database-lost | /app/data/app.db; in Python three slashes are relative to /app; four are absolute
            26-sqlx-three-slashes | amigo | AGENT | amigo_data @ /app/data in app: /app/data/amigo.db | read as an absolute path
            27-plain-db-url | plain | AGENT | data @ /data in app: /data/db.sqlite3 |
            28-folders-and-tmpdir | folders | | init-database-unknown | These are folders, and no databases: /data (DB_PATH), /data/sqlite (SQLITE_BASE_DIR)
            29-two-groups-two-volumes | pair | AGENT | web_data @ /data in web: /data/web.db + worker_data @ /jobs in worker: /jobs/jobs.db | [[targets]]; web = "flysnap agent --db main=/data/web.db -- bin/web"; worker = "flysnap agent --db main=/jobs/jobs.db -- bin/worker --db /jobs/jobs.db"
            30-two-groups-one-path | twin | | init-volume-unclear | worker_data (in worker), app_data (in app)
            32-litestream-no-volume | share | | init-no-volume | Litestream's replica is the only copy
            35-legacy-shapes | legacy | AGENT | data @ /data in app: /data/legacy.db | app = "flysnap agent --db main=/data/legacy.db -- bin/server"; group cron has no volume
            36-containers | pilot | AGENT | data @ /data in app: /data/pilot.db | container = "web"; container web (fly.toml)
            38-dsn-with-query | gosvc | AGENT | data @ /data in app: /data/app.db /data/cache.db |
            39-jdbc-and-libsql | jvm | AGENT | data @ /data in app: /data/app.db /data/replica.db | names a replica
            40-image-arguments-only | watch | AGENT | data @ /data in server: /data/temporal-7.db /data/watch-7.db | FROM ghcr.io/example/watch:main; entrypoint = ["env"]; -- PROGRAM --temporal --server"; worker = "PROGRAM --worker"; docker inspect; group worker has no volume
            41-tenants-folder | tenants | AGENT | data @ /data in app: /data/registry.db /data/tenants/ | "--db","/data/tenants/"
            43-own-volume-name-case | named | AGENT | my-Data @ /data in app: /data/app.db | "my-Data" is no volume name for Fly
            """;

    record Shape(String name, String app, String hook, String conclusion, List<String> said) {
        static Shape parse(String line) {
            String[] parts = line.split("\\|", -1);
            return new Shape(
                    parts[0].strip(),
                    parts[1].strip(),
                    parts[2].strip(),
                    parts[3].strip(),
                    Stream.of(parts[4].split(";(?! four)"))
                            .map(String::strip)
                            .filter(it -> !it.isEmpty())
                            .toList());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Shape> shapes() {
        return EXPECTED.lines().map(Shape::parse);
    }

    @TempDir private Path folder;

    private void lay(String name) throws IOException {
        for (String[] file :
                List.of(
                        new String[] {".toml", "fly.toml"},
                        new String[] {".yaml", "fly.yaml"},
                        new String[] {".Dockerfile", "Dockerfile"})) {
            Path shape = SHAPES.resolve(name + file[0]);
            if (Files.exists(shape)) {
                Path _ = Files.copy(shape, folder.resolve(file[1]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void itConcludesWhatTheAppsOwnerWould(Shape shape) throws IOException {
        lay(shape.name());
        boolean isNamed = List.of("my-links", "ask").contains(shape.app());
        List<String> said = new ArrayList<>();
        String conclusion;
        SetupRequest request =
                new SetupRequest(
                        isNamed ? Optional.of(new AppName(shape.app())) : Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        HookPaths.DEFAULT_PORT,
                        true);
        try {
            SetupPlanner planner = SetupPlanner.in(folder, Optional.empty(), Prompt.NOBODY);
            SetupPlan setup = planner.plan(request, AppLook.NONE);
            assertEquals(new AppName(shape.app()), setup.app());
            assertEquals(shape.hook(), setup.hook().name());
            conclusion =
                    setup.targets().stream()
                            .map(RealShapesTest::text)
                            .collect(Collectors.joining(" + "));
            said.addAll(setup.found());
            said.addAll(setup.warnings());
            said.add(setup.toml());
            planner.steps(setup, new HookTokenSource.Environment())
                    .steps()
                    .forEach(it -> {
                        said.add(it.title());
                        said.addAll(it.lines());
                    });
        } catch (FlysnapException e) {
            conclusion = e.problem().code();
            said.addAll(List.of(e.problem().what(), e.problem().why(), e.problem().next()));
        }
        String all = String.join("\n", said);
        assertEquals(shape.conclusion(), conclusion, all);
        shape.said().forEach(it -> assertTrue(all.contains(it), () -> it + " in " + all));
    }

    private static String text(SetupTarget target) {
        return "%s: %s"
                .formatted(
                        target.mount()
                                .map(it ->
                                        "%s @ %s in %s"
                                                .formatted(
                                                        it.source(),
                                                        it.destination(),
                                                        String.join(", ", it.groups())))
                                .orElse("no volume"),
                        target.databases().stream()
                                .map(DatabaseLocation::path)
                                .collect(Collectors.joining(" ")));
    }

    @Test
    void everyShapeIsInTheTable() throws IOException {
        try (Stream<Path> files = Files.list(SHAPES)) {
            Set<String> names =
                    files.map(it -> it.getFileName().toString())
                            .filter(it -> !it.endsWith(".Dockerfile"))
                            .map(it -> it.replaceFirst("\\.(?:toml|yaml)$", ""))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(
                    names,
                    shapes().map(Shape::name).collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}
