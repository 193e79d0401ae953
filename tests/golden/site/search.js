const DEVELOPMENTS = {
"sections": [["tech","Tech progress"],["domestic","Domestic dynamics"]],
"publishers": ["国务院","Xinhua","A radio"],
"languages": ["zh","en"],
"tags": [["Safety","tags/safety.html"],["芯片","tags/tag-984636a8.html"]],
"developments": [
["2505-k7fq3m","2025-05-12",1,"","The State Council published a white paper. It names AI \u0026 chips.\n\n国务院发布白皮书。",[0,1,2],[0,1],[0,1],["新时代的中国国家安全"]],
["2505-aaaaaa","2025-05-12",0,"A headline \u003cb\u003e","A text.",[],[],[0],[]]
]};
