# ruff: noqa: E501
"""Pairs of developments, told as `headline | text` or a text alone, that tell one story or two."""

ALIKE = [
    (
        "Alibaba Cloud will spend 380 billion yuan on AI and cloud infrastructure over three years, "
        "Reuters reported on Monday.",
        "Bloomberg: Alibaba Cloud will spend 380 billion yuan on AI and cloud infrastructure over "
        "three years.",
    ),
    # The same words, in another dress.
    ("DeepSeek releases V3.1.", "DeepSeek releases V3.1!"),
    ("DeepSeek 发布V3.1", "ＤｅｅｐＳｅｅｋ发布 V3.1。"),
    ("Alibaba opens Qwen3.", "Alibaba opens Qwen3. (Reuters)"),
    (
        "国家网信办发布《生成式人工智能服务管理暂行办法》",
        "国家网信办发布《生成式人工智能服务管理暂行办法》。",
    ),
    # One has a headline, the other not.
    (
        "DeepSeek releases V3.1 | DeepSeek has released V3.1, a hybrid reasoning model with 671 "
        "billion parameters, under an MIT licence.",
        "DeepSeek has released V3.1, a hybrid reasoning model with 671 billion parameters, under "
        "an MIT licence.",
    ),
    (
        "Moonshot AI open-sources Kimi K2 | The start-up put the weights of its trillion-parameter "
        "model on Hugging Face on Friday and cut the price of its API by half.",
        "Moonshot AI open-sources Kimi K2",
    ),
    (
        "上海发布AI算力新政 | 上海市经信委近日印发实施方案，提出到2027年建成智能算力规模200EFLOPS，支持企业申领算力券。",
        "上海发布AI算力新政",
    ),
    (
        "Two headlines differ here | Beijing's city government will subsidise the lease of domestic "
        "AI chips by up to 30 percent from July, with a cap of 5 million yuan a year for each firm.",
        "The capital pays for chips | Beijing's city government will subsidise the lease of domestic "
        "AI chips by up to 30 percent from July, with a cap of 5 million yuan a year for each firm.",
    ),
    # A few words changed.
    (
        "The Cyberspace Administration of China launched a three-month campaign against the misuse "
        "of AI, aimed at deepfakes and unlabelled synthetic content.",
        "The Cyberspace Administration of China has launched a three-month campaign against misuse "
        "of AI, targeting deepfakes and unlabelled synthetic content.",
    ),
    (
        "Huawei will start mass shipments of its Ascend 910C chip to Chinese customers as early as "
        "next month, two people familiar with the matter said.",
        "Huawei plans to start mass shipments of its Ascend 910C AI chip to Chinese customers as "
        "early as next month, people familiar with the matter said.",
    ),
    (
        "中央网信办部署开展为期3个月的“清朗·整治AI技术滥用”专项行动，重点整治违规AI产品、未落实标识要求等问题。",
        "近日，中央网信办印发通知，在全国部署开展为期3个月的“清朗·整治AI技术滥用”专项行动，重点整治违规AI产品、未落实标识要求等突出问题。",
    ),
    (
        "阿里巴巴发布新一代通义千问模型Qwen3，首次采用混合推理架构，开源8个版本。",
        "阿里巴巴今日发布新一代通义千问模型Qwen3，并开源8个版本，首次采用混合推理架构。",
    ),
    (
        "Tencent to buy 10,000 domestic AI accelerators this year",
        "Tencent will buy 10,000 domestic AI accelerators this year",
    ),
    (
        "Shanghai sets up a 10-billion-yuan fund for AI start-ups",
        "Shanghai sets up 10 billion yuan fund for AI startups",
    ),
    ("MIIT seeks comments on AI standards", "MIIT seeks comments on its AI standards"),
    ("百度文心4.5正式开源", "百度：文心4.5今日正式开源"),
    (
        "Zhipu AI files for an IPO tutoring with the Beijing securities bureau, the first of "
        "China's large-model start-ups to do so. CICC is its adviser.",
        "Zhipu AI filed for IPO tutoring with Beijing's securities bureau, the first among China's "
        "large-model start-ups. Its adviser is CICC.",
    ),
    # Figures were updated.
    (
        "Moonshot AI raises 500 million dollars at a valuation of 4.3 billion dollars, in a round "
        "led by IDG Capital; Alibaba and Tencent took part, too.",
        "Moonshot AI raises 700 million dollars at a valuation of 4.8 billion dollars, in a round "
        "led by IDG Capital; Alibaba and Tencent took part, too.",
    ),
    (
        "As of April, 346 generative AI services have been filed with the Cyberspace "
        "Administration of China, the regulator said in a notice on Tuesday.",
        "As of April, 348 generative AI services have been filed with the Cyberspace "
        "Administration of China, the regulator said in a notice on Wednesday.",
    ),
    (
        "截至4月，累计有346款生成式人工智能服务在国家网信办完成备案，其中一季度新增61款。",
        "截至4月，累计有348款生成式人工智能服务在国家网信办完成备案，其中一季度新增63款。",
    ),
    (
        "Unitree's humanoid robot G1 sold 1,500 units in the first quarter, chief executive Wang "
        "Xingxing told an investor conference in Hangzhou.",
        "Unitree's humanoid robot G1 sold over 1,500 units in the first quarter, CEO Wang Xingxing "
        "told an investors' conference in Hangzhou.",
    ),
    # More was added.
    (
        "China's State Council issued an opinion on AI Plus, which wants AI in six fields by 2027 "
        "and names data, computing power and talent as its supports.",
        "China's State Council issued an opinion on AI Plus, which wants AI in six fields by 2027 "
        "and names data, computing power and talent as its supports. Ministries have to report on "
        "progress each year.",
    ),
    (
        "国务院印发《关于深入实施“人工智能+”行动的意见》，提出到2027年在六大重点领域率先实现广泛深度融合。",
        "国务院印发《关于深入实施“人工智能+”行动的意见》，提出到2027年在六大重点领域率先实现广泛深度融合，新一代智能终端普及率超70%。",
    ),
    ("GPT5 comes to Azure China", "GPT-5 comes to Azure China"),
    ("Alibaba releases Qwen 3 in eight sizes", "Alibaba releases Qwen3 in eight sizes"),
    # Written after the tuning began, to see whether it holds.
    (
        "OpenAI rival Zhipu opens an office in London to lead its overseas business, the South China Morning Post reported.",
        "Zhipu AI opens a London office to lead its overseas business, SCMP reports.",
    ),
    (
        "SMIC posts record quarterly revenue of 2.25 billion dollars on AI chip demand",
        "SMIC posts record quarterly revenue of $2.25 billion on demand for AI chips",
    ),
    (
        "ByteDance open-sources Seed-OSS-36B, a model with a context of 512K tokens.",
        "ByteDance's Seed team open-sources Seed-OSS-36B, a 36-billion-parameter model with a 512K context.",
    ),
    (
        "字节跳动开源Seed-OSS-36B模型，支持512K上下文。",
        "字节跳动Seed团队开源Seed-OSS-36B大模型，原生支持512K上下文。",
    ),
    (
        "国家数据局：我国已建成高质量数据集超过3.5万个，总体量超过400PB。",
        "国家数据局局长刘烈宏表示，截至6月底我国已建成高质量数据集超过3.5万个，总体量超过400PB。",
    ),
    (
        "市场监管总局对英伟达涉嫌违反反垄断法立案调查",
        "市场监管总局依法对英伟达公司涉嫌违反反垄断法立案调查",
    ),
    (
        "China opens antitrust probe into Nvidia over Mellanox deal",
        "China launches antitrust probe of Nvidia over Mellanox deal",
    ),
    (
        "深圳发布首批“AI公务员”，福田区70名数字员工上岗，覆盖240个政务场景。",
        "深圳福田区首批70名“AI公务员”数字员工上岗，覆盖240个政务服务场景。",
    ),
]

UNLIKE = [
    # Another model or version.
    ("DeepSeek releases V3.1", "DeepSeek releases R2"),
    ("DeepSeek releases V3", "DeepSeek releases V3.1"),
    ("DeepSeek发布V3.1模型", "DeepSeek发布R2模型"),
    ("Alibaba releases Qwen3", "Alibaba releases Qwen3-Max"),
    ("Alibaba releases Qwen3", "Alibaba releases Qwen3 Max"),
    ("Alibaba releases Qwen 2.5 in eight sizes", "Alibaba releases Qwen 3 in eight sizes"),
    ("阿里巴巴开源Qwen3-Coder模型", "阿里巴巴开源Qwen3-VL模型"),
    ("百度文心4.5正式开源", "百度文心5.0正式开源"),
    (
        "DeepSeek has released V3.1, a hybrid reasoning model with 671 billion parameters, under "
        "an MIT licence. Its weights are on Hugging Face.",
        "DeepSeek has released R2, a reasoning model with 671 billion parameters, under an MIT "
        "licence. Its weights are on Hugging Face.",
    ),
    (
        "Huawei has begun to ship its Ascend 910C chip to customers in China, people familiar with "
        "the matter said.",
        "Huawei has begun to ship its Ascend 920 chip to customers in China, people familiar with "
        "the matter said.",
    ),
    (
        "Nvidia may sell its H20 chip in China again, the company said after talks in Washington.",
        "Nvidia may sell its B30A chip in China, the company said after talks in Washington.",
    ),
    ("智谱发布GLM-4.5，参数3550亿，MIT协议开源", "智谱发布GLM-4.6，参数3570亿，MIT协议开源"),
    # The same form, of another place or company.
    ("Beijing issues 12 measures", "Shanghai issues 15 measures"),
    ("北京发布12条措施支持人工智能", "上海发布15条措施支持人工智能"),
    (
        "Beijing issues 12 measures to support the AI industry, with computing vouchers and a fund.",
        "Shanghai issues 15 measures to support the AI industry, with computing vouchers and a fund.",
    ),
    (
        "The city of Shenzhen issued a plan for embodied AI, with a fund of 4.5 billion yuan and "
        "subsidies for computing power.",
        "The city of Hangzhou issued a plan for embodied AI, with a fund of 3 billion yuan and "
        "subsidies for computing power.",
    ),
    (
        "深圳市印发具身智能机器人技术创新与产业发展行动计划，设立45亿元基金，发放算力券。",
        "杭州市印发具身智能机器人技术创新与产业发展行动计划，设立30亿元基金，发放算力券。",
    ),
    ("Tencent reports first-quarter results", "Baidu reports first-quarter results"),
    ("腾讯发布第一季度财报", "百度发布第一季度财报"),
    ("华为发布新款AI芯片", "寒武纪发布新款AI芯片"),
    (
        "Tencent's revenue rose 13 percent to 180 billion yuan in the first quarter, driven by AI.",
        "Alibaba's revenue rose 7 percent to 236 billion yuan in the first quarter, driven by AI.",
    ),
    ("Moonshot AI raises 500 million dollars", "MiniMax raises 600 million dollars"),
    # The same actor, another act.
    ("MIIT seeks comments on AI standards", "MIIT publishes catalogue of robots"),
    (
        "国家网信办发布《人工智能生成合成内容标识办法》",
        "国家网信办发布《人脸识别技术应用安全管理办法》",
    ),
    (
        "The Cyberspace Administration of China launched a campaign against the misuse of AI.",
        "The Cyberspace Administration of China published rules on the labelling of AI content.",
    ),
    ("Alibaba opens Qwen3.", "Alibaba invests in chips."),
    ("DeepSeek cuts API prices by half", "DeepSeek doubles its API limits"),
    (
        "China's State Council issued an opinion on AI Plus, which wants AI in six fields by 2027.",
        "China's State Council issued rules on data security, which apply to networks from 2025.",
    ),
    # One story in two languages is told by the address alone.
    (
        "The Cyberspace Administration of China launched a three-month campaign against AI misuse.",
        "中央网信办部署开展为期3个月的“清朗·整治AI技术滥用”专项行动。",
    ),
    # What regulators say of everything.
    (
        "Eleven generative AI services were registered in Beijing in April, the city's cyberspace "
        "office said.",
        "Nine generative AI services were registered in Guangdong in April, the province's "
        "cyberspace office said.",
    ),
    ("A new model is out.", "A new chip is out."),
    ("Chip exports rise", "Chip exports fall in May after new curbs"),
    # Written after the tuning began, to see whether it holds.
    (
        "Moonshot AI raises 1 billion dollars in Series B",
        "Baichuan raises 1 billion yuan in Series B",
    ),
    (
        "China's central bank issues AI guidelines for banks",
        "China's securities regulator issues AI guidelines for brokers",
    ),
    ("Unitree files for IPO in Shanghai", "MetaX files for IPO in Shanghai"),
    ("宇树科技启动科创板IPO辅导", "沐曦股份启动科创板IPO辅导"),
    (
        "Premier Li Qiang visited AI companies in Beijing on Tuesday.",
        "Premier Li Qiang visited AI companies in Shenzhen on Friday.",
    ),
    (
        "国家网信办公布第四批深度合成服务算法备案信息",
        "国家网信办公布第五批深度合成服务算法备案信息",
    ),
    ("Tencent open-sources Hunyuan-A13B", "Tencent open-sources Hunyuan-MT-7B"),
    ("Tencent open-sources Hunyuan A13B", "Tencent open-sources Hunyuan World Model 1.0"),
    (
        "Xiaomi's CEO Lei Jun said the company will invest 200 billion yuan in R&D over five years.",
        "BYD's chairman Wang Chuanfu said the company will invest 100 billion yuan in smart driving.",
    ),
    (
        "Kimi K2 tops the open-model ranking of LMArena",
        "Qwen3 tops the open-model ranking of LMArena",
    ),
    (
        "China's AI spending will grow 48 percent in 2025, Bank of America says",
        "China's chip imports will grow 8 percent in 2025, Bank of America says",
    ),
]

MISSED = [
    # One story each, in other words, or in few words in another order.
    (
        "China's Ministry of Education will require AI lessons in primary and secondary schools in Beijing from September, at least eight hours a year.",
        "Beijing schools will teach at least eight hours of AI a year from September, in primary and secondary grades, the city's education commission said.",
    ),
    ("工信部公开征求人工智能标准意见", "工信部就人工智能标准公开征求意见"),
]

TAKEN_FOR_ONE = [
    # Two stories each, which but a few words in the middle tell apart.
    (
        "The Ministry of Commerce added 15 US firms to its export control list.",
        "The Ministry of Commerce added 28 US firms to its unreliable entity list.",
    ),
    ("工信部发布2025年人工智能典型应用案例名单", "工信部发布2025年智能制造典型应用案例名单"),
]
