package dev.flysnap.setup.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What settings, frameworks and images say of where an app's databases lie. */
class AppShapeReaderTest {
    private static final String MOUNT =
            "app = 'shop'\n[mounts]\nsource='data'\ndestination='/data'\n";

    @TempDir private Path folder;

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private AppShape shape() {
        return AppShapeReader.read(AppFiles.in(folder, Optional.empty()));
    }

    private List<String> databases() {
        return shape().databases().stream().map(DatabaseCandidate::path).toList();
    }

    private List<String> lost() {
        return shape().lost().stream().map(LostDatabase::path).toList();
    }

    /** Volume, setting, what is on the volume, what is lost. */
    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, sqlite:///data/x.db, /data/x.db, ''",
        "DATABASE_URL, sqlite+aiosqlite:///data/x.db, '', data/x.db",
        "DATABASE_URL, sqlite+aiosqlite:////data/x.db, /data/x.db, ''",
        "DATABASE_URL, sqlite://data/x.db, '', data/x.db",
        "DATABASE_URL, sqlite::memory:, '', ''",
        "DATABASE_URL, libsql://data.example/x.db, '', ''",
        "DATABASE_URL, postgres://u:p@host/data/x.db, '', ''",
        "STORE, file:/data/x.db?mode=rw, /data/x.db, ''",
        "LOG_TARGET, file:/data/app.log, '', ''",
        "DB_HOST, /var/run/mysqld/mysqld.sock, '', ''",
        "DATABASE_CA, /etc/ssl/ca.pem, '', ''",
        "DB_CONNECTION, sqlite3, '', ''",
        "BACKUP_DATABASE_PATH, /data/backup.db, '', ''",
        "SQLITE_TMPDIR, /data/tmp, '', ''",
        "TENANTS_DIR, /data/tenants, /data/tenants/, ''",
        "CACHE_DB, /tmp/cache.db, '', ''",
        "DB_FILENAME, app.db, '', ''",
        "DB_PATH, /srv/app.db, '', /srv/app.db"
    })
    void aSettingNamesADatabaseOrNone(String name, String value, String found, String lost)
            throws IOException {
        write("fly.toml", MOUNT + "[env]\n%s = \"%s\"\n".formatted(name, value));
        assertEquals(found.isEmpty() ? List.of() : List.of(found), databases());
        assertEquals(lost.isEmpty() ? List.of() : List.of(lost), lost());
    }

    @Test
    void databaseYmlSaysWhichDatabasesRailsHas() throws IOException {
        write("fly.toml", "app = 'shop'\n[mounts]\nsource='s'\ndestination='/rails/storage'\n");
        write(
                "config/database.yml",
                """
                development:
                  database: storage/development.sqlite3
                production:
                  primary:
                    <<: *default
                    database: storage/production.sqlite3
                  queue:
                    database: <%= ENV.fetch("QUEUE_DB", "storage/queue.sqlite3") %>
                  cache:
                    url: <%= URI.parse(ENV["DATABASE_URL"]).tap { |url| url.path += "_cache" } if ENV["DATABASE_URL"] %>
                test:
                  database: storage/test.sqlite3
                """);
        write(
                "Dockerfile",
                "FROM ruby\nWORKDIR /rails\nENV DATABASE_URL=sqlite3:///rails/storage/main.sqlite3\n");
        assertEquals(
                List.of(
                        "/rails/storage/main.sqlite3",
                        "/rails/storage/production.sqlite3",
                        "/rails/storage/queue.sqlite3",
                        "/rails/storage/main.sqlite3_cache"),
                databases());
    }

    @Test
    void aKnownImageIsKnownAlsoAsABaseAndObeysItsOwnSetting() throws IOException {
        write("fly.toml", MOUNT + "[env]\nDATA_FOLDER = '/data/vw'\n");
        write("Dockerfile", "FROM docker.io/vaultwarden/server:1.34.3-alpine\n");
        assertEquals(List.of("/data/vw/db.sqlite3"), databases());
        write("Dockerfile", "FROM example/server\n");
        assertEquals(List.of(), databases());
        write("Dockerfile", "FROM alpine\nCMD /pb/pocketbase serve --dir=/data/base\n");
        assertEquals(List.of("/data/base/data.db", "/data/base/auxiliary.db"), databases());
        write("Dockerfile", "FROM debian\nCMD [\"datasette\", \"serve\", \"/data/*.db\"]\n");
        assertEquals(List.of("/data/*.db"), databases());
    }

    @Test
    void laravelsOwnDefaultLiesOnNoVolume() throws IOException {
        write("fly.toml", MOUNT + "[env]\nDB_CONNECTION = 'sqlite'\n");
        assertEquals(List.of("/var/www/html/database/database.sqlite"), lost());
    }

    @Test
    void theStageThatIsBuiltCounts() throws IOException {
        write("fly.toml", MOUNT + "[build]\ndockerfile='Dockerfile.fly'\nbuild-target='web'\n");
        write(
                "Dockerfile.fly",
                "FROM debian AS web\nENV DB=/data/web.db\nFROM debian\nENV DB=/data/other.db\n");
        assertEquals(List.of("/data/web.db"), databases());
    }

    @Test
    void dockersVariablesAreExpandedAndARelativePathStartsAtTheWorkingDirectory()
            throws IOException {
        write("fly.toml", MOUNT);
        write(
                "Dockerfile",
                "FROM python:3\nENV BASE=/data\nWORKDIR ${BASE}\nWORKDIR sub\nENV DB_PATH=app.db OTHER_DB=${BASE:-/x}/o.db\n");
        assertEquals(List.of("/data/sub/app.db", "/data/o.db"), databases());
    }

    @Test
    void aMountOfAGroupThatIsNotThereIsNamed() throws IOException {
        write(
                "fly.toml",
                MOUNT + "processes=['web']\n[processes]\napp='bin/app'\n[env]\nDB='/data/a.db'\n");
        List<String> warnings = shape().warnings();
        assertTrue(
                warnings.stream().anyMatch(it -> it.contains("for the group web, which fly.toml")),
                warnings::toString);
    }

    @Test
    void withoutGroupsCalledAppTheFirstByNameHasTheVolume() throws IOException {
        write("fly.toml", MOUNT + "[processes]\nworker='w'\nserver='s'\n[env]\nDB='/data/a.db'\n");
        List<String> warnings = shape().warnings();
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().startsWith("group worker has no volume"));
    }
}
