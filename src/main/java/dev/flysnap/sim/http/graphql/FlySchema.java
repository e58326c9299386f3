package dev.flysnap.sim.http.graphql;

import static graphql.schema.idl.TypeRuntimeWiring.newTypeWiring;

import dev.flysnap.json.Json;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimRegions;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherResult;
import graphql.schema.Coercing;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The schema, and how its fields are read from a {@link VisibleWorld}. */
final class FlySchema {
    private static final GraphQL ENGINE = GraphQL.newGraphQL(schema()).build();

    /** Executes a query; the answer has {@code data}, {@code errors} or both. */
    static Json execute(
            String query, Optional<String> operation, Json.Obj variables, VisibleWorld world) {
        ExecutionInput.Builder input =
                ExecutionInput.newExecutionInput(query)
                        .root(world)
                        .variables(PlainValues.of(variables));
        operation.ifPresent(input::operationName);
        return PlainValues.json(ENGINE.execute(input.build()).toSpecification());
    }

    private static GraphQLSchema schema() {
        try (InputStream text =
                Objects.requireNonNull(FlySchema.class.getResourceAsStream("schema.graphqls"))) {
            return new SchemaGenerator()
                    .makeExecutableSchema(
                            new SchemaParser()
                                    .parse(new String(text.readAllBytes(), StandardCharsets.UTF_8)),
                            wiring());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeWiring wiring() {
        return RuntimeWiring.newRuntimeWiring()
                .scalar(anything("CreateBuildInput"))
                .scalar(anything("FinishBuildInput"))
                .type(
                        newTypeWiring("Query")
                                .dataFetcher("app", FlySchema::app)
                                .dataFetcher("apps", FlySchema::apps)
                                .dataFetcher("latestImageDetails", FlySchema::unknownRepository)
                                .dataFetcher("nearestRegion", _ -> Nodes.region(SimRegions.DEFAULT))
                                .dataFetcher("organization", FlySchema::organization)
                                .dataFetcher(
                                        "organizations",
                                        call -> Nodes.Connection.of(organizations(call)))
                                .dataFetcher("platform", _ -> Nodes.platform())
                                .dataFetcher("viewer", _ -> Releases.SIMULATOR))
                .type(
                        newTypeWiring("Mutation")
                                .dataFetcher("createBuild", _ -> build("started"))
                                .dataFetcher("finishBuild", _ -> build("completed")))
                .type(
                        newTypeWiring("App")
                                .dataFetcher("image", call -> Nodes.image(text(call, "ref")))
                                .dataFetcher("latestImageDetails", _ -> null)
                                .dataFetcher("currentRelease", FlySchema::currentRelease)
                                .dataFetcher("currentReleaseUnprocessed", FlySchema::currentRelease)
                                .dataFetcher("releases", FlySchema::releases)
                                .dataFetcher("releasesUnprocessed", FlySchema::releases))
                .type(newTypeWiring("Image").dataFetcher("compressedSize", _ -> 0))
                .build();
    }

    private static Object app(DataFetchingEnvironment call) {
        VisibleWorld visible = world(call);
        return visible.app(text(call, "name"))
                .<Object>map(app -> Nodes.app(visible.world(), app))
                .orElseGet(() -> error(call, "Could not find App", "NOT_FOUND"));
    }

    private static Object apps(DataFetchingEnvironment call) {
        VisibleWorld visible = world(call);
        Optional<String> org = Optional.ofNullable(call.getArgument("organizationId"));
        return Nodes.Connection.of(
                visible.apps().stream()
                        .filter(app -> org.map(app.org()::equals).orElse(true))
                        .map(app -> Nodes.app(visible.world(), app))
                        .toList());
    }

    /** Fly answers so about any image that is not its own, and flyctl goes on. Source: flyctl. */
    private static Object unknownRepository(DataFetchingEnvironment call) {
        String repository = text(call, "image").replaceFirst("[:@].*", "");
        return error(call, "Unknown repository \"%s\"".formatted(repository), "NOT_FOUND");
    }

    private static Object organization(DataFetchingEnvironment call) {
        List<String> named =
                Stream.of("slug", "id", "name")
                        .flatMap(it -> Stream.ofNullable(call.<String>getArgument(it)))
                        .toList();
        return organizations(call).stream()
                .filter(it -> named.contains(it.slug()))
                .<Object>map(it -> it)
                .findFirst()
                .orElseGet(() -> error(call, "Could not find Organization", "NOT_FOUND"));
    }

    private static List<Nodes.Organization> organizations(DataFetchingEnvironment call) {
        return Stream.concat(Stream.of("personal"), world(call).apps().stream().map(SimApp::org))
                .distinct()
                .map(Nodes::organization)
                .toList();
    }

    private static Optional<Releases.Release> currentRelease(DataFetchingEnvironment call) {
        return source(call).allReleases().stream().findFirst();
    }

    private static Object releases(DataFetchingEnvironment call) {
        int first = Optional.<Integer>ofNullable(call.getArgument("first")).orElse(100);
        return Nodes.Connection.of(
                source(call).allReleases().stream().limit(Math.max(first, 0)).toList());
    }

    private static Nodes.Build build(String status) {
        return new Nodes.Build("1", status, 0);
    }

    private static Nodes.App source(DataFetchingEnvironment call) {
        return Objects.requireNonNull(call.getSource());
    }

    private static VisibleWorld world(DataFetchingEnvironment call) {
        return Objects.requireNonNull(call.getRoot());
    }

    private static String text(DataFetchingEnvironment call, String argument) {
        return Optional.<String>ofNullable(call.getArgument(argument)).orElse("");
    }

    private static DataFetcherResult<Object> error(
            DataFetchingEnvironment call, String message, String code) {
        return DataFetcherResult.newResult()
                .error(
                        GraphqlErrorBuilder.newError(call)
                                .message("%s", message)
                                .extensions(Map.of("code", code))
                                .build())
                .build();
    }

    /** An input that nothing here looks into. */
    private static GraphQLScalarType anything(String name) {
        Coercing<Object, Object> unchanged =
                new Coercing<>() {
                    @Override
                    public Object parseValue(Object input, GraphQLContext context, Locale locale) {
                        return input;
                    }
                };
        return GraphQLScalarType.newScalar().name(name).coercing(unchanged).build();
    }

    private FlySchema() {}
}
