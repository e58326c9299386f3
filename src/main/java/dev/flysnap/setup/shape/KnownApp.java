package dev.flysnap.setup.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A published image with SQLite in it, and where it keeps that unless its settings say otherwise.
 * Source: the documentation of each.
 *
 * @param databases absolute; {@code ${NAME:-default}} is a setting's value
 * @param isMusl whether its usual image has musl instead of glibc
 */
record KnownApp(String name, Pattern image, List<String> databases, boolean isMusl) {
    private static final Pattern SETTING = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
    private static final List<KnownApp> ALL =
            List.of(
                    of(
                            "n8n",
                            "n8nio/n8n",
                            true,
                            "${N8N_USER_FOLDER:-/home/node}/.n8n/database.sqlite"),
                    of(
                            "Vaultwarden",
                            "vaultwarden/server",
                            false,
                            "${DATA_FOLDER:-/data}/db.sqlite3"),
                    of(
                            "Actual Budget",
                            "actualbudget/actual-server|actualbudget/actual",
                            false,
                            "${ACTUAL_DATA_DIR:-/data}/server-files/account.sqlite",
                            "${ACTUAL_DATA_DIR:-/data}/user-files/*.sqlite"),
                    of("Uptime Kuma", "louislam/uptime-kuma", false, "/app/data/kuma.db"),
                    of("Linkding", "sissbruecker/linkding", false, "/etc/linkding/data/db.sqlite3"),
                    of(
                            "Memos",
                            "neosmemo/memos|usememos/memos",
                            true,
                            "/var/opt/memos/memos_prod.db"),
                    of("Gitea", "gitea/gitea", true, "/data/gitea/gitea.db"),
                    of(
                            "Grafana",
                            "grafana/grafana(?:-oss)?",
                            true,
                            "${GF_PATHS_DATA:-/var/lib/grafana}/grafana.db"),
                    of("Navidrome", "deluan/navidrome", true, "/data/navidrome.db"),
                    of("Gotify", "gotify/server", false, "/app/data/gotify.db"));

    private static KnownApp of(String name, String image, boolean isMusl, String... databases) {
        return new KnownApp(
                name,
                Pattern.compile("(?:.*/)?(?:%s)(?:[:@].*)?".formatted(image)),
                List.of(databases),
                isMusl);
    }

    /** Where this one keeps them. */
    List<String> databases(Map<String, String> environment) {
        return databases.stream()
                .map(path ->
                        SETTING.matcher(path)
                                .replaceFirst(setting ->
                                        Matcher.quoteReplacement(
                                                environment.getOrDefault(
                                                        setting.group(1), setting.group(2)))))
                .toList();
    }

    /**
     * @param image with or without registry, tag and digest
     */
    static Optional<KnownApp> ofImage(String image) {
        return ALL.stream().filter(it -> it.image().matcher(image).matches()).findFirst();
    }
}
